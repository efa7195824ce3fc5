/** What can be done everywhere: the ground layer of the keyboard, and what the palette finds by name. */
import type { Command, Press } from '../core/keys.ts'
import { VIEWS } from '../views/index.ts'
import { LANGUAGES, t, type Language } from '../strings/index.svelte.ts'
import { app } from './app.svelte.ts'
import { runs } from './runs.svelte.ts'
import { workflows } from './workflows.svelte.ts'

export function commands(): Command[] {
  return [
    { id: 'palette', title: t('palette'), group: t('group.everywhere'), keys: ['mod+k'], always: true, run: () => (app.palette = !app.palette) },
    { id: 'keys', title: t('keys'), group: t('group.everywhere'), keys: ['?'], run: () => (app.keyMap = true) },
    { id: 'fold', title: t('nav.fold'), group: t('group.everywhere'), keys: ['['], run: () => app.fold() },
    ...VIEWS.map((view) => ({ id: `go-${view.id}`, title: t(view.title), group: t('group.go'), run: () => app.go(view.id) })),
    ...workflows.list.map((one) => ({
      id: `make-${one.name}`,
      title: workflows.title(one.name),
      group: t('group.make'),
      words: one.help,
      run: () => app.go('make', [one.name]),
    })),
    ...(['auto', 'light', 'dark'] as const).map((theme) => ({ id: `theme-${theme}`, title: t(`theme.${theme}`), group: t('group.page'), run: () => app.dress(theme) })),
    ...Object.entries(LANGUAGES).map(([code, name]) => ({ id: `language-${code}`, title: name, group: t('group.page'), words: 'language sprache', run: () => void app.say(code as Language) })),
  ]
}

/** Runs that answer what was typed. */
export function found(query: string): Command[] {
  if (!query) return []
  return runs.list.slice(0, 50).map((run) => ({ id: `run-${run.id}`, title: `${workflows.title(run.workflow)} ${run.id.slice(0, 8)}`, group: t('view.runs'), run: () => app.go('runs', [run.id]) }))
}

let waiting = 0

/** "g" and a view's letter open the view. */
export function leap(press: Press): boolean {
  if (press.ctrlKey || press.metaKey || press.altKey) return false
  const now = performance.now()
  if (press.key === 'g' && now > waiting) {
    waiting = now + 900
    return true
  }
  if (now > waiting) return false
  waiting = 0
  const view = VIEWS.find((one) => one.key === press.key)
  if (view) app.go(view.id)
  return !!view
}
