import './styles/tokens.css'
import './styles/base.css'
import './styles/fonts.css'
import { mount } from 'svelte'
import Studio from './Studio.svelte'

mount(Studio, { target: document.getElementById('app')! })
