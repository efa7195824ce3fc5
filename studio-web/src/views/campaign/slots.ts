/** What the slots of templates are called. */
import type { SlotDocument } from '../../api/types.ts'
import { worded } from '../../state/workflows.svelte.ts'
import { maybe } from '../../strings/index.svelte.ts'

export const slotTitle = (slot: Pick<SlotDocument, 'name'>): string => maybe(`slot.${slot.name}`) ?? worded(slot.name)
