/** The API's documents under the names that the page has for them, closer told where the API can only say "object". */
import type { Schema } from '../core/form.ts'
import type * as api from './schema.ts'

export type {
  BrandDetails,
  Call,
  ColourDocument,
  Cost,
  Cutout,
  FormatDocument,
  Health,
  Home,
  KeyState,
  Lineage,
  LineageNode,
  LogoDocument,
  Measured,
  MeasuredField,
  Member,
  Money,
  Plan,
  SettingsDocument,
  SignInState,
  SlotDocument,
  TablePreview,
  Take,
  TemplateDocument,
  TypefaceDocument,
  Uniformity,
  Upload,
} from './schema.ts'
export type Session = api.SessionDocument
export type Project = api.ProjectDocument
export type Asset = api.Picture
export type AssetDetails = api.PictureDetails
export type Made = api.FileDocument
export type Model = api.ModelDocument
export type Rewording = api.RewordingDocument
export type { FileFate } from './schema.ts'
export type RunDiff = api.Diff
export type GraphDocument = api.Graph
export type Look = api.LookDocument
export type LearntLook = api.LearntDocument
export type MeasuredLook = api.MeasuredDocument

/** How far a run is, as the live socket tells it. */
export type Progress = Pick<api.RunDocument, 'id' | 'state' | 'rows' | 'cost' | 'rate' | 'seconds_left'>

export interface WorkflowInfo extends Omit<api.WorkflowDocument, 'form'> {
  form: Schema
}

export interface Trouble {
  code?: string
  reason?: string
  mend?: string
  detail?: string
}

/** A run as lists have it; what only its own document tells may be missing. */
export interface Run extends Omit<api.RunDocument, 'problem'>, Partial<Pick<api.RunDetails, 'inputs' | 'steps'>> {
  problem: Trouble | null
}

export interface Row extends Omit<api.RowDocument, 'doubts'> {
  doubts: Trouble[]
}

export interface Page<T> {
  items: T[]
  next: string | number | null
  total?: number
}

/** A picture of the index: id, width by height, thumbhash, rating, verdict. */
export type Entry = [string, number, string | null, number, string | null]
