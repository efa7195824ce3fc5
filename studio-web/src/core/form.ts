/** A workflow's form as fields, read from its JSON Schema. Nothing here knows a workflow or a model by name. */

export type Kind =
  | 'picture' | 'pictures' | 'prompt' | 'model' | 'models' | 'brand' | 'look' | 'template' | 'formats' | 'channel'
  | 'colour' | 'number' | 'text' | 'choice' | 'choices' | 'switch' | 'size' | 'area' | 'scene' | 'mockup' | 'phrasing'

export interface Property {
  type?: string | readonly string[]
  title?: string
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  kind?: string
  minimum?: number
  maximum?: number
  items?: { type?: string; enum?: readonly unknown[] }
  /** Rarely used: folded away. */
  more?: boolean
}

export interface Schema {
  properties: Record<string, Property>
  required?: readonly string[]
  /** The input that a row is about; a table or a folder may stand for it. */
  main?: string
  over?: string
  fields?: boolean
}

export interface Field {
  name: string
  title: string
  help: string
  kind: Kind
  required: boolean
  several: boolean
  preset: unknown
  choices: readonly string[]
  whole: boolean
  least: number | undefined
  most: number | undefined
  /** Shown folded away: has a default that mostly does. */
  folded: boolean
}

export type Values = Record<string, unknown>

const FRONT: ReadonlySet<string> = new Set([
  'picture', 'pictures', 'prompt', 'model', 'models', 'brand', 'look', 'template', 'formats', 'scene', 'mockup', 'channel',
])
const MOST_IN_FRONT = 6

export function fields(schema: Schema): Field[] {
  const required = new Set(schema.required ?? [])
  let front = 0
  return Object.entries(schema.properties).map(([name, property]) => {
    const types = typeof property.type === 'string' ? [property.type] : (property.type ?? [])
    const kind = (property.kind ?? (property.enum ? 'choice' : types.includes('boolean') ? 'switch' : 'text')) as Kind
    const counted = kind === 'number' && types.includes('integer') && typeof property.default === 'number' && property.default > 0
    const usual = property.more === undefined ? FRONT.has(kind) || counted : !property.more
    const wanted = required.has(name) || (usual && front < MOST_IN_FRONT)
    if (wanted) front++
    return {
      name,
      title: property.title ?? name,
      help: property.description ?? '',
      kind,
      required: required.has(name),
      several: types.includes('array'),
      preset: property.default ?? null,
      choices: (property.enum ?? property.items?.enum ?? []).map(String),
      whole: types.includes('integer'),
      least: property.minimum,
      most: property.maximum,
      folded: !wanted,
    }
  })
}

/** What is sent: nothing that was left as it came or left empty. */
export function said(list: readonly Field[], values: Values): Values {
  const out: Values = {}
  for (const field of list) {
    const value = values[field.name]
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value) && !value.length) continue
    if (!field.required && JSON.stringify(value) === JSON.stringify(field.preset)) continue
    out[field.name] = value
  }
  for (const [name, value] of Object.entries(values))
    if (!list.some((field) => field.name === name) && value !== '' && value !== undefined && value !== null) out[name] = value
  return out
}

export function missing(list: readonly Field[], values: Values, over: boolean, main?: string): Field[] {
  return list.filter((field) => {
    if (!field.required || (over && field.name === main)) return false
    const value = values[field.name] ?? field.preset
    return value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)
  })
}
