import './styles/tokens.css'
import './styles/base.css'
import './styles/fonts.css'
import { mount } from 'svelte'
import { read } from './core/router.ts'
import Studio from './Studio.svelte'
import { VIEWS } from './views/index.ts'

// The view is on its way before anything is asked of the server.
VIEWS.find((one) => one.id === read(location.hash).view)
  ?.load()
  .catch(() => undefined)
mount(Studio, { target: document.getElementById('app')! })
