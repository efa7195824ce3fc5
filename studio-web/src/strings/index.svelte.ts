/** Every text of the page, in the reader's language. */
import { en, type Catalogue } from './en.ts'

export type Text = keyof typeof en
export type Params = Record<string, string | number>

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

/** The texts whose catalogue has a form for one and a form for others. */
export type Counted = { [Each in Text]: Each extends `${infer Stem}.one` ? Stem : never }[Text]

interface Said {
  language: Language
  texts: Catalogue
  /** Sentences of the server as they are in English, with their places for values, and what each is here. */
  reasons: readonly (readonly [RegExp, string])[]
}
const said = $state<Said>({ language: 'en', texts: en, reasons: [] })

export function language(): Language {
  return said.language
}

export async function speak(wanted: Language): Promise<void> {
  if (wanted === 'de') {
    const [{ de }, { reasons }] = await Promise.all([import('./de.ts'), import('./de.reasons.ts')])
    said.texts = de
    // The one that says most by itself comes first: "the prompt is empty" before "{name} is empty".
    const own = (sentence: string): number => sentence.replace(/\{\w+\}/g, '').length
    said.reasons = Object.entries(reasons).sort((a, b) => own(b[0]) - own(a[0])).map(([english, here]) => [pattern(english), here])
  } else {
    said.texts = en
    said.reasons = []
  }
  said.language = wanted
  document.documentElement.lang = wanted
}

export function t(text: Text, params: Params = {}): string {
  return filled(said.texts[text], params)
}

export function tn(text: Counted, count: number, params: Params = {}): string {
  const form = new Intl.PluralRules(said.language).select(count) === 'one' ? 'one' : 'other'
  return filled(said.texts[`${text}.${form}` as Text], { n: number(count), ...params })
}

/** The text of that name if the catalogue has it, for names that come from the server. */
export function maybe(text: string): string | undefined {
  return (said.texts as Record<string, string>)[text]
}

/** A reason of the server in the reader's language, with its values where they belong; as it came where it is not known. */
export function reason(text: string): string {
  for (const [known, here] of said.reasons) {
    const found = known.exec(text)
    if (found) return filled(here, found.groups ?? {})
  }
  // Several doubts stand in one line.
  const several = text.split('; ')
  return several.length > 1 ? several.map(reason).join('; ') : text
}

function pattern(sentence: string): RegExp {
  const parts = sentence.split(/\{(\w+)\}/)
  return new RegExp(`^${parts.map((part, index) => (index % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('')}$`, 's')
}

/** A name as words: "bad-input" is "Bad input". */
export function worded(name: string): string {
  const words = name.replace(/[-_]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Words as a sentence begins: "how many" is "How many". A file's name, an address or a number stays as it is. */
export function sentence(text: string): string {
  return /^\p{Ll}+[ ,:]/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

function filled(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

export function number(value: number): string {
  return new Intl.NumberFormat(said.language).format(value)
}

export function percent(share: number): string {
  return new Intl.NumberFormat(said.language, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** Money comes and stays a decimal string; it is only spelled here. */
export function money(amount: string | null | undefined, currency = 'USD'): string {
  if (amount === null || amount === undefined || amount === '') return '–'
  const value = Number(amount)
  const digits = value !== 0 && Math.abs(value) < 0.1 ? 3 : 2
  return new Intl.NumberFormat(said.language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(value)
}

export function moneyRange(range: readonly (string | null)[] | null | undefined, currency = 'USD'): string {
  if (!range?.length) return '–'
  const [low, high] = [range[0], range[range.length - 1]]
  return Number(low) === Number(high) ? money(high, currency) : `${money(low, currency)} – ${money(high, currency)}`
}

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [7, 'day'],
  [4.35, 'week'],
  [12, 'month'],
  [Infinity, 'year'],
]

export function ago(moment: string | null | undefined, now = Date.now()): string {
  if (!moment) return '–'
  let passed = (new Date(moment).getTime() - now) / 1000
  if (Number.isNaN(passed)) return '–'
  if (Math.abs(passed) < 10) return t('time.now')
  const format = new Intl.RelativeTimeFormat(said.language, { numeric: 'auto', style: 'short' })
  for (const [size, unit] of STEPS) {
    if (Math.abs(passed) < size) return format.format(Math.round(passed), unit)
    passed /= size
  }
  return '–'
}

export function moment(text: string): string {
  return new Intl.DateTimeFormat(said.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text))
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${number(Math.max(1, Math.round(seconds)))} s`
  if (seconds < 3600) return `${number(Math.round(seconds / 60))} min`
  return `${number(Math.round(seconds / 360) / 10)} h`
}
