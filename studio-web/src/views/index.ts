/** The views of the page: each is loaded when it is first opened, but for the home page. */
import type { Component } from 'svelte'
import type { Text } from '../strings/index.svelte.ts'
import type { IconName } from '../ui/icons.ts'

export interface View {
  id: string
  title: Text
  icon: IconName
  place: 'main' | 'end' | 'none'
  /** With "g" before it, the key that opens the view. */
  key: string
  load: () => Promise<{ default: Component }>
}

export const VIEWS: readonly View[] = [
  { id: 'home', title: 'view.home', icon: 'home', place: 'main', key: 'h', load: () => import('./home/Home.svelte') },
  { id: 'make', title: 'view.make', icon: 'wand', place: 'main', key: 'm', load: () => import('./make/Make.svelte') },
  { id: 'gallery', title: 'view.gallery', icon: 'images', place: 'main', key: 'g', load: () => import('./gallery/Gallery.svelte') },
  { id: 'compare', title: 'view.compare', icon: 'columns', place: 'main', key: 'c', load: () => import('./compare/Compare.svelte') },
  { id: 'catalog', title: 'view.catalog', icon: 'box', place: 'main', key: 't', load: () => import('./catalog/Catalog.svelte') },
  { id: 'campaign', title: 'view.campaign', icon: 'megaphone', place: 'main', key: 'a', load: () => import('./campaign/Campaign.svelte') },
  { id: 'brands', title: 'view.brands', icon: 'swatch', place: 'main', key: 'b', load: () => import('./brands/Brands.svelte') },
  { id: 'runs', title: 'view.runs', icon: 'activity', place: 'main', key: 'r', load: () => import('./runs/Runs.svelte') },
  { id: 'settings', title: 'view.settings', icon: 'settings', place: 'end', key: 's', load: () => import('./settings/Settings.svelte') },
]
