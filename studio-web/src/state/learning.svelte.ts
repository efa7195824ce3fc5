/** The pictures that a look is learnt from, kept over a reload. */

const KEY = 'learning'

class Learning {
  pictures = $state.raw<string[]>(kept())

  /** One more time is no more than once. */
  set(pictures: readonly string[]): void {
    this.pictures = [...new Set(pictures)]
    sessionStorage.setItem(KEY, JSON.stringify(this.pictures))
  }
}

function kept(): string[] {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as unknown[]).map(String)
  } catch {
    return []
  }
}

export const learning = new Learning()
