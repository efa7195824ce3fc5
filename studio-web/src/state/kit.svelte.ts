/** A brand kit being changed: what was typed is kept over a reload, can be taken back, and is never lost to another tab. */
import { get, post, put } from '../api/client.ts'
import type { BrandDetails } from '../api/types.ts'
import { changes, merged, same } from '../core/merge.ts'
import { Snapshots } from '../core/snapshots.ts'
import { t } from '../strings/index.svelte.ts'
import { app, changedMeanwhile } from './app.svelte.ts'
import { drops } from './drops.svelte.ts'
import { names } from './names.svelte.ts'

export const FIELDS = ['title', 'colours', 'typefaces', 'logos', 'tone', 'do', 'dont', 'rules'] as const
export type Values = Pick<BrandDetails, (typeof FIELDS)[number]>

const valuesOf = (kit: Values): Values => Object.fromEntries(FIELDS.map((field) => [field, kit[field]])) as unknown as Values

export class Kit {
  readonly name: string
  /** As it is kept, and the version of that. */
  kept = $state.raw<BrandDetails | null>(null)
  values = $state.raw<Values | null>(null)
  /** What somebody else kept meanwhile. */
  theirs = $state.raw<BrandDetails | null>(null)
  problem = $state.raw<unknown>(null)
  notes = $state.raw<string[]>([])
  busy = $state(false)
  bringing = $state(false)
  canUndo = $state(false)
  canRedo = $state(false)
  private snapshots: Snapshots<Values> | undefined

  readonly changed = $derived(!!this.kept && !!this.values && !same(valuesOf(this.kept), this.values))

  constructor(name: string) {
    this.name = name
  }

  private get path(): string {
    return `/brands/${encodeURIComponent(this.name)}`
  }

  async load(shown: AbortSignal): Promise<void> {
    try {
      const kept = await get<BrandDetails>(this.path, {}, shown)
      this.kept = kept
      this.snapshots = new Snapshots(valuesOf(kept))
      const draft = remembered(this.name)
      if (draft) {
        // Typed before a reload. Should the kit be another one by now, that is said.
        this.snapshots.set(draft.values)
        if (draft.base.version !== kept.version) {
          this.kept = draft.base
          this.theirs = kept
        }
      }
      this.show()
      this.problem = null
    } catch (error) {
      if (!shown.aborted) this.problem = error
    }
  }

  change(some: Partial<Values>, part = ''): void {
    this.snapshots?.set({ ...this.snapshots.value, ...some }, part)
    this.show()
  }

  undo(): void {
    this.snapshots?.undo()
    this.show()
  }

  redo(): void {
    this.snapshots?.redo()
    this.show()
  }

  async save(): Promise<void> {
    if (!this.kept || !this.values || this.busy) return
    this.busy = true
    const sent = this.values
    try {
      const kept = await put<BrandDetails>(this.path, { kit: changes(valuesOf(this.kept), sent), version: this.kept.version })
      this.settle(kept, same(sent, this.values) ? valuesOf(kept) : this.values)
      names.forget('brands')
      app.tell({ tone: 'good', text: t('kit.saved', { name: kept.title }) })
    } catch (error) {
      if (changedMeanwhile(error)) await this.look()
      else app.fail(error)
    }
    this.busy = false
  }

  /** See whether somebody else changed the kit. */
  async look(): Promise<void> {
    if (!this.kept) return
    try {
      const now = await get<BrandDetails>(this.path)
      if (now.version === this.kept.version) return
      if (this.changed) this.theirs = now
      else this.settle(now, valuesOf(now))
    } catch (error) {
      app.fail(error)
    }
  }

  /** Go on from what the other kept: with what was changed here put into it, or without. */
  take(mine: boolean): void {
    const { kept, values, theirs } = this
    if (!kept || !values || !theirs) return
    this.theirs = null
    this.settle(theirs, mine ? merged(valuesOf(kept), values, valuesOf(theirs)) : valuesOf(theirs))
  }

  /** Files of the brand: copied into the kit at once, named by it when it is saved. */
  async bring(files: File[], logos = false): Promise<BrandDetails | null> {
    if (!files.length || !this.values) return null
    this.bringing = true
    let found: BrandDetails | null = null
    try {
      const refusedBefore = drops.refused.length
      const came = await drops.take(files)
      for (const one of drops.refused.slice(refusedBefore)) app.tell({ tone: 'bad', text: `${one.name}: ${one.text}`, mend: one.mend })
      if (came.length) {
        found = await post<BrandDetails>(`${this.path}/files`, { sources: came.map((one) => one.path), logos, kit: this.values })
        this.notes = found.notes
        this.change(valuesOf(found))
      }
    } catch (error) {
      app.fail(error)
    }
    this.bringing = false
    return found
  }

  private settle(kept: BrandDetails, values: Values): void {
    this.kept = kept
    if (this.snapshots && !same(values, this.snapshots.value)) this.snapshots.set(values)
    this.show()
  }

  private show(): void {
    if (!this.snapshots || !this.kept) return
    this.values = this.snapshots.value
    this.canUndo = this.snapshots.canUndo
    this.canRedo = this.snapshots.canRedo
    if (this.changed) sessionStorage.setItem(`kit.${this.name}`, JSON.stringify({ base: this.kept, values: this.values }))
    else sessionStorage.removeItem(`kit.${this.name}`)
  }
}

function remembered(name: string): { base: BrandDetails; values: Values } | null {
  try {
    return JSON.parse(sessionStorage.getItem(`kit.${name}`) ?? 'null') as { base: BrandDetails; values: Values } | null
  } catch {
    return null
  }
}
