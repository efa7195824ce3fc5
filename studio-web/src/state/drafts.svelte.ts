/** What is being filled in, kept for each workflow while the tab is open and over a reload: nothing typed is lost. */
import type { Values } from '../core/form.ts'
import type { Upload } from '../api/types.ts'

class Draft {
  values = $state.raw<Values>({})
  over = $state.raw<Upload | null>(null)
  /** A folder of photos that were brought in together. */
  photos = $state.raw<{ folder: string; count: number } | null>(null)
  project = $state('')
  /** Unfinished pictures are wanted even of models that charge for them. */
  previews = $state(false)
}

class Drafts {
  private known = new Map<string, Draft>()

  of(workflow: string): Draft {
    let draft = this.known.get(workflow)
    if (!draft) {
      draft = new Draft()
      Object.assign(draft, kept(workflow))
      this.known.set(workflow, draft)
      const made = draft
      $effect.root(() => {
        $effect(() => {
          const { values, over, photos, project, previews } = made
          sessionStorage.setItem(`draft.${workflow}`, JSON.stringify({ values, over, photos, project, previews }))
        })
      })
    }
    return draft
  }

  clear(workflow: string): void {
    const draft = this.of(workflow)
    draft.values = {}
    draft.over = null
    draft.photos = null
  }

  /** The words in braces that the texts of a form speak of and that are no inputs: {product}. */
  words(values: Values, known: readonly string[]): string[] {
    const texts = Object.values(values).filter((one): one is string => typeof one === 'string')
    const found = texts.flatMap((text) => [...text.matchAll(/\{([a-z_][\w-]*)\}/gi)].map((match) => match[1]!))
    const own = Object.keys(values).filter((name) => !known.includes(name))
    return [...new Set([...found, ...own])].filter((word) => !known.includes(word))
  }
}

function kept(workflow: string): Partial<Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(`draft.${workflow}`) ?? '{}') as Partial<Draft>
  } catch {
    return {}
  }
}

export type { Draft }
export const drafts = new Drafts()
