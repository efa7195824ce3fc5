/** What keys do: bindings that the palette, the key map and the keyboard share. */

export interface Command {
  /** Stable name, also the key of its text in the catalogue. */
  id: string
  title: string
  group: string
  /** As "mod+k", "shift+p", "?" or "arrowleft"; none for what is only in the palette. */
  keys?: string[]
  /** Extra words that the palette finds it by. */
  words?: string
  run: () => void
  /** Also while a text is being typed. */
  always?: boolean
  /** Repeats while the key is held. */
  repeats?: boolean
}

const NAMED = new Set(['shift', 'control', 'alt', 'meta'])

export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** A key press as bindings name it; Ctrl and Cmd are both "mod". Shift is only named with letters and named keys. */
export function named(press: Press): string {
  const key = press.key.toLowerCase()
  if (NAMED.has(key)) return ''
  const sign = key.length === 1 && key.toUpperCase() === key
  return [
    press.ctrlKey || press.metaKey ? 'mod' : '',
    press.altKey ? 'alt' : '',
    press.shiftKey && !sign ? 'shift' : '',
    key === ' ' ? 'space' : key,
  ]
    .filter(Boolean)
    .join('+')
}

/** The layers of commands that are in force, the topmost first. */
export class Keyboard {
  private layers: (() => Command[])[] = []

  /** Put a layer on top; what is given back takes it away again. */
  add(layer: () => Command[]): () => void {
    this.layers.unshift(layer)
    return () => {
      this.layers = this.layers.filter((one) => one !== layer)
    }
  }

  get commands(): Command[] {
    const seen = new Set<string>()
    return this.layers.flatMap((layer) => layer()).filter((one) => !seen.has(one.id) && seen.add(one.id))
  }

  /** The command that a press means, if any. */
  find(press: Press, typing: boolean, repeat = false): Command | undefined {
    const name = named(press)
    if (!name) return undefined
    for (const layer of this.layers)
      for (const command of layer())
        if (command.keys?.includes(name) && (!typing || command.always) && (!repeat || command.repeats)) return command
    return undefined
  }
}

/** Bindings as people read them: "⌘K" on a Mac, "Ctrl K" elsewhere. */
export function spelled(keys: string, mac: boolean): string[] {
  const words: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    shift: mac ? '⇧' : 'Shift',
    alt: mac ? '⌥' : 'Alt',
    arrowleft: '←',
    arrowright: '→',
    arrowup: '↑',
    arrowdown: '↓',
    enter: '↵',
    escape: 'Esc',
    space: 'Space',
    delete: 'Del',
  }
  return keys.split('+').map((one) => words[one] ?? one.charAt(0).toUpperCase() + one.slice(1))
}

/** How well *text* answers *query*: 0 is not at all. Letters in order, best at the beginnings of words. */
export function score(query: string, text: string): number {
  const wanted = query.toLowerCase().replace(/\s+/g, '')
  const given = text.toLowerCase()
  if (!wanted) return 1
  let at = 0
  let points = 0
  let before = -2
  for (const letter of wanted) {
    const found = given.indexOf(letter, at)
    if (found < 0) return 0
    points += found === before + 1 ? 3 : found === 0 || /[\s\-/.]/.test(given[found - 1]!) ? 4 : 1
    before = found
    at = found + 1
  }
  return points / (given.length + 12)
}
