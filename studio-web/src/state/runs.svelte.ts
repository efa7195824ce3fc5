/** The runs as they go. */
import { get, post, token } from '../api/client.ts'
import type { Home, Page, Progress, Project, Run } from '../api/types.ts'
import { app } from './app.svelte.ts'
import { hear } from './live.svelte.ts'

export const UNDER_WAY = new Set(['planned', 'running', 'queued', 'paused', 'resuming'])

class Runs {
  list = $state.raw<Run[]>([])
  next = $state.raw<Page<Run>['next']>(null)
  loaded = $state(false)
  problem = $state.raw<unknown>(null)
  /** Rows that wait for a person, over all runs. */
  waiting = $state(0)
  projects = $state.raw<Project[]>([])
  private due = 0
  private coming = 0

  readonly active = $derived(this.list.filter((run) => UNDER_WAY.has(run.state)))

  constructor() {
    hear(['run', 'row'], (message) => {
      const id = String(message['run'])
      const progress = message['progress'] as Progress | undefined
      if (!this.find(id) && message.type === 'run') this.newcomer()
      else if (progress) this.put(progress)
    })
    hear(['review', 'run'], () => {
      clearTimeout(this.due)
      this.due = setTimeout(() => void this.recount(), 800)
    })
    hear(['again'], () => void this.refresh())
  }

  async refresh(): Promise<void> {
    try {
      const [page, home] = await Promise.all([get<Page<Run>>('/runs', { limit: 60 }), get<Home>('/home')])
      this.list = page.items
      this.next = page.next
      this.waiting = home.waiting.reviews
      this.projects = home.projects
      this.problem = null
    } catch (error) {
      this.problem = error
    }
    this.loaded = true
  }

  /** A run that nobody here knows: the newest are asked for, since it may be gone again, taken over by an earlier one. */
  private newcomer(): void {
    clearTimeout(this.coming)
    this.coming = setTimeout(async () => {
      try {
        const page = await get<Page<Run>>('/runs', { limit: 10 })
        for (const run of page.items.toReversed()) this.put(run)
      } catch (error) {
        this.problem = error
      }
    }, 100)
  }

  async more(): Promise<void> {
    if (!this.next) return
    const page = await get<Page<Run>>('/runs', { limit: 60, after: this.next })
    this.list = [...this.list, ...page.items]
    this.next = page.next
  }

  async reload(id: string): Promise<Run | undefined> {
    try {
      const run = await get<Run>(`/runs/${id}`)
      this.put(run)
      return run
    } catch (error) {
      app.fail(error)
      return undefined
    }
  }

  find(id: string): Run | undefined {
    return this.list.find((run) => run.id === id)
  }

  /** Take in what is known of a run: all of it, or how far it is. What may be asked of it changes with its state. */
  put(run: Run | Progress): void {
    const at = this.list.findIndex((one) => one.id === run.id)
    const before = this.list[at]
    if (!before) {
      if ('workflow' in run) this.list = [run, ...this.list]
      return
    }
    this.list = this.list.with(at, { ...before, ...run })
    if (!('workflow' in run) && before.state !== run.state) void this.reload(run.id)
  }

  private async recount(): Promise<void> {
    try {
      const home = await get<Home>('/home')
      this.waiting = home.waiting.reviews
      this.projects = home.projects
    } catch (error) {
      this.problem = error
    }
  }

  async act(run: Run, act: 'pause' | 'cancel' | 'resume'): Promise<void> {
    try {
      await post(`/runs/${run.id}/${act}`, {}, { once: token() })
      await this.reload(run.id)
    } catch (error) {
      app.fail(error)
    }
  }
}

export const runs = new Runs()
