import { onDestroy } from 'svelte'

/** Aborted when the view that asks goes: what it still waits for is let go of, and must touch nothing of it any more. */
export function whileShown(): AbortSignal {
  const gone = new AbortController()
  onDestroy(() => gone.abort())
  return gone.signal
}
