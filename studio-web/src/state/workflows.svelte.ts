/** The workflows that there are, with the forms that are drawn for them. */
import { get } from '../api/client.ts'
import type { WorkflowInfo } from '../api/types.ts'
import { maybe, worded } from '../strings/index.svelte.ts'
import type { IconName } from '../ui/icons.ts'

const ICONS: Record<string, IconName> = {
  'product-listing': 'box',
  cutout: 'scissors',
  scene: 'image',
  mockup: 'shirt',
  generate: 'sparkles',
  explore: 'compass',
  refine: 'wand',
  edit: 'brush',
  remove: 'x',
  extend: 'expand',
  restyle: 'palette',
  upscale: 'up',
  vary: 'layers',
  campaign: 'megaphone',
}

class Workflows {
  list = $state.raw<WorkflowInfo[]>([])
  private asked: Promise<void> | undefined

  load(): Promise<void> {
    this.asked ??= get<WorkflowInfo[]>('/workflows').then((list) => {
      this.list = list
    })
    return this.asked
  }

  find(name: string): WorkflowInfo | undefined {
    return this.list.find((one) => one.name === name)
  }

  title(name: string | null | undefined): string {
    if (!name) return '–'
    return maybe(`workflow.${name}`) ?? this.find(name)?.title ?? worded(name)
  }

  icon(name: string): IconName {
    return ICONS[name] ?? 'wand'
  }
}

export { worded }

export const workflows = new Workflows()
