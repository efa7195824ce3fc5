/** What the API answers and takes. Made by tools/page_types.py of its OpenAPI document: do not edit. */

/** Which models or providers to ask; none is all. */
export interface Asked {
  names?: string[]
}

/** The run to follow. */
export interface Begun {
  run: string
}

/** A kit's values, and the version of it that they were made from (or If-Match). */
export interface BrandChange {
  kit: BrandValues
  version?: string | null
}

/** What a kit may say: roles, kinds of logos and their grounds, and the least and the most of each rule. */
export interface BrandChoices {
  roles: string[]
  type_roles: string[]
  variants: string[]
  grounds: string[]
  rules: Record<string, [number, number]>
}

/** A brand kit; *notes* is what to know of one just made, *version* is named when changing it. */
export interface BrandDetails {
  name: string
  title: string
  primary: string
  colours: ColourDocument[]
  typefaces: TypefaceDocument[]
  logos: LogoDocument[]
  tone: string
  do: string[]
  dont: string[]
  rules: Record<string, number>
  version: string
  notes: string[]
  choices: BrandChoices
}

/** A brand kit at a glance. */
export interface BrandDocument {
  name: string
  title: string
  primary: string
  colours: ColourDocument[]
  typefaces: TypefaceDocument[]
  logos: LogoDocument[]
}

/** More of what a brand has. With *logos* every drawing is a logo; *kit* is what is not kept yet. */
export interface BrandFiles {
  sources: string[]
  logos?: boolean
  kit?: BrandValues | null
}

/** What a brand has: uploaded files and archives, or folders. Without any, a kit with three colours begins. */
export interface BrandSources {
  name: string
  title?: string
  sources?: string[]
  roles?: Record<string, string>
}

/** Fields of a kit; what is left out stays. Lists are given whole, in their order. */
export interface BrandValues {
  title?: string | null
  tone?: string | null
  do?: string[] | null
  dont?: string[] | null
  rules?: Record<string, number> | null
  colours?: ColourValues[] | null
  typefaces?: TypefaceValues[] | null
  logos?: LogoValues[] | null
}

/** What to reword, and *wish*: what to mind besides. *consent* is ``yes``, or the most that it may cost, in US dollars. */
export interface Brief {
  prompt: string
  wish?: string
  /** a text model */
  model?: string
  project?: string | null
  /** let the sandbox write, for nothing */
  rehearse?: boolean
  consent?: string
}

/** A call of the ledger. */
export interface Call {
  name: string
  id: string
  state: string
  model: string
  provider: string
  provider_id: string | null
  operation: string
  estimated: string[] | null
  settled: string | null
  rehearsal: boolean
  prompt: string
  request: Record<string, unknown>
  usage: Record<string, unknown> | null
  pictures: number | null
  run: string | null
  row: string | null
  project: string | null
  key: string
  code: string | null
  reason: string | null
  created_at: string
  submitted_at: string | null
  ended_at: string | null
  mend: string
}

/** A page of calls; *next* is the id to go on behind. */
export interface Calls {
  items: Call[]
  next: string | null
}

/** Caps that hold; null is none. */
export interface Caps {
  run: string | null
  project: string | null
  day: string | null
}

/** Other inputs for a job that is done again. */
export interface Change {
  inputs?: Record<string, string | number | boolean | (string | number)[] | null>
  consent?: string
}

/** A channel: its files, its rules, and what a person has to look for. */
export interface ChannelDocument {
  name: string
  title: string
  files: string[]
  rules: Record<string, string>[]
  by_eye: string[]
}

/** The box that the product is in: left,top,right,bottom in shares of the photo. */
export interface Chosen {
  box: string
}

/** A colour of the palette; *role* is empty where it has no fixed use. */
export interface ColourDocument {
  name: string
  hex: string
  role: string
  why: string
}

/** A colour of the palette. */
export interface ColourValues {
  name: string
  hex: string
  role?: string
  why?: string
}

/** Money of a plan or run; *unknown* counts steps whose price nobody knows. */
export interface Cost {
  currency: string
  estimated: string[]
  settled: string
  unknown: number
}

/** What there is to mend in a row. *mask* (empty: there is none yet) is shown by ``/cutouts/{mask}``, *photo* by ``/pictures/{photo}/whole``; *version* is what to name when mending it; *mended* says that the mask was painted. *width* and *height* are the photo's, in px. */
export interface Cutout {
  run: string
  row: string
  photo: string
  width: number
  height: number
  mask: string
  mended: boolean
  version: string
  member: string
  at: string | null
}

/** One copy in one format. *content* is texts by slot, and pictures as paths or ``asset:ID``. */
export interface Design {
  template: string
  brand: string
  format: string
  content?: Record<string, string>
  pictures?: Record<string, string>
  /** left,top,right,bottom in shares */
  focus?: string | null
  language?: string
  colours?: string
  /** values of the brand that are not kept yet */
  kit?: BrandValues | null
  /** px of the longer side, where less than all is shown */
  w?: number | null
}

/** Two runs of a workflow held against each other; *rows* are those whose state is another one now. */
export interface Diff {
  before: string
  after: string
  workflow: string
  files: FileFate[]
  rows: Record<string, unknown>[]
  counts: Record<string, number>
}

/** A value to filter by, and how many pictures have it. */
export interface Facet {
  name: string
  count: number
}

/** What there is to filter by. */
export interface Facets {
  projects: Facet[]
  models: Facet[]
  workflows: Facet[]
  colours: Facet[]
  verdicts: Facet[]
}

/** A file of a row: its format or take, and the picture. */
export interface FileDocument {
  format: string
  id: string
  width: number
  height: number
  path: string
  model?: string | null
  thumbhash?: string | null
}

/** What became of a file between two runs: *before* and *after* are pictures; *share* is of pixels that differ. */
export interface FileFate {
  row: string
  format: string
  fate: string
  before: string | null
  after: string | null
  share: number | null
  mean: number | null
  most: number | null
  where: [number, number, number, number] | null
  why: string[]
  note: string
}

/** Finished pictures that a look is learnt from: paths, folders, or ``asset:ID``. */
export interface Finished {
  pictures: string[]
}

/** An output format; *safe* is what its channel covers: top, right, bottom, left, in shares. */
export interface FormatDocument {
  name: string
  title: string
  group: string
  width: number
  height: number
  max_kb: number | null
  note: string
  file_type: string
  safe: number[]
}

/** The plan of a row as a graph. */
export interface Graph {
  nodes: GraphNode[]
  edges: GraphEdge[]
}

/** A step that another stands on. */
export interface GraphEdge {
  source: string
  target: string
  argument: string
}

/** A kept step of a row. */
export interface GraphNode {
  id: string
  row: string
  label: string
  operation: string
  key: string
  params: Record<string, unknown>
  state: string
  reasons: string[]
  picture: string | null
}

/** A provider: ready, no-key, refused, away or unchecked; *missing* are models that it does not offer now. */
export interface Health {
  name: string
  title: string
  models: string[]
  state: string
  key: string
  missing: string[]
  reason: string
  mend: string
}

/** Where one begins. */
export interface Home {
  projects: ProjectDocument[]
  waiting: WaitingDocument
  month: Month
  jobs: JobKind[]
  recent: Picture[]
}

/** A workflow with its inputs. Rows come from *over* (a table) or *photos* (a folder), or it is done once. Pictures are paths, such as an upload's, or ``asset:ID`` for one that is here already. */
export interface Job {
  workflow: string
  inputs?: Record<string, string | number | boolean | (string | number)[] | null>
  /** a table: CSV, TSV, XLSX or JSON */
  over?: string | null
  /** a folder of photos */
  photos?: string | null
  /** which column holds what */
  columns?: Record<string, string>
  /** of the table, where it is not UTF-8 */
  encoding?: string | null
  project?: string | null
  /** let the sandbox stand in for every model, for nothing */
  rehearse?: boolean
  /** unfinished pictures of models that charge for them too, in the price */
  previews?: boolean
}

/** Something that one may begin with. */
export interface JobKind {
  workflow: string
  title: string
  help: string
  icon: string
}

/** What somebody thinks of a picture; what is left out stays as it is. */
export interface Judgement {
  rating?: number | null
  verdict?: "" | "pick" | "reject" | null
  labels?: string[] | null
}

/** A key; it is kept and never shown again. */
export interface Key {
  key: string
}

/** Whether a provider has a key, and where: never the key itself. */
export interface KeyState {
  provider: string
  title: string
  set: boolean
  where: string
  variables: string[]
  needed: boolean
  page: string
}

/** Finished pictures that a look is learnt from, and its name. */
export interface Learn {
  pictures: string[]
  name: string
}

/** A look that was just learnt, from how many pictures, and those that could not be read. */
export interface LearntDocument {
  look: LookDocument
  pictures: number
  refused: Record<string, string>
}

/** How many rows of the run still wait. */
export interface Left {
  left: number
}

/** A picture, and how like it is, 0 to 1. */
export interface LikePicture {
  id: string
  ratio: number
  width: number
  height: number
  thumbhash: string | null
  model: string
  workflow: string
  run: string
  row: string
  label: string
  rating: number
  verdict: string
  made_at: string
  likeness: number
}

/** What a picture was made from, and what uses it. */
export interface Lineage {
  picture: Picture
  tree: LineageNode
  uses: Use[]
}

/** A step that another stands on; ``as`` names the argument. */
export interface LineageInput {
  operation: string
  version: number | null
  params: Record<string, unknown>
  key: string
  reasons: string[]
  picture: string | null
  inputs: LineageInput[]
  as: string
}

/** A step under a picture, or a file from outside (operation ``file``). */
export interface LineageNode {
  operation: string
  version: number | null
  params: Record<string, unknown>
  key: string
  reasons: string[]
  picture: string | null
  inputs: LineageInput[]
}

/** A logo and the ground that it is for; *clear_space* in shares of its height, *min_width* in px. */
export interface LogoDocument {
  file: string
  variant: string
  on: string
  clear_space: number
  min_width: number
}

/** A logo that lies in the kit's folder. */
export interface LogoValues {
  file: string
  variant?: string
  on?: string
  clear_space?: number
  min_width?: number
}

/** A look's values, and the version of it that they were made from. */
export interface LookChange {
  values: LookValues
  version?: string | null
}

/** A look; *own* where the workspace has a file of it, of which *version* is named when changing it. */
export interface LookDocument {
  name: string
  title: string
  own: boolean
  fields: LookField[]
  background: string
  background_bottom: string | null
  fill: number
  baseline: number | null
  shadow: number
  shadow_softness: number
  shadow_side: number
  exposure: number
  contrast: number
  rules: LookRule[]
  version: string
}

/** A value of a look that can be slid: from *low* to *high*, or a colour. */
export interface LookField {
  name: string
  title: string
  kind: string
  low: number | null
  high: number | null
  step: number | null
  unit: string
}

/** Photos (paths, or ``asset:ID``), or rows of a run, to be seen in a look with other values. */
export interface LookPreview {
  look: string
  values?: LookValues | null
  photos?: string[]
  run?: string | null
  rows?: string[]
  side?: number
}

/** What a picture of a look measures, and the range that is accepted. */
export interface LookRule {
  name: string
  target: number
  low: number
  high: number
  spread: number
}

/** Values of a look; what is left out stays as it is. Ranges are those of a look's file. */
export interface LookValues {
  title?: string | null
  background?: string | null
  background_bottom?: string | null
  fill?: number | null
  baseline?: number | null
  shadow?: number | null
  shadow_softness?: number | null
  shadow_side?: number | null
  exposure?: number | null
  contrast?: number | null
}

/** A row's photo and result, measured; null where something cannot be. */
export interface Measured {
  row: string
  index: number
  before: Record<string, number | null> | null
  after: Record<string, number | null> | null
}

/** What pictures have in common, as a look that is not kept; the *units* of its rules, and what was refused. */
export interface MeasuredDocument {
  look: LookDocument
  units: Record<string, string>
  pictures: MeasuredPicture[]
  refused: Record<string, string>
}

/** What was measured, and in what. */
export interface MeasuredField {
  name: string
  unit: string
}

/** What a finished picture measures, by rule; what could not be measured is not there. */
export interface MeasuredPicture {
  name: string
  values: Record<string, number>
}

/** Somebody who may come in. */
export interface Member {
  name: string
  role: string
  created_at: string
}

/** Another role or password; either ends the sessions that are open. */
export interface MemberChange {
  role?: "viewer" | "reviewer" | "editor" | "admin" | null
  password?: string | null
}

/** What a person said of a photo, by its hash: a painted mask, by its hash, or a box; the other one is empty. */
export interface Mend {
  photo: string
  mask: string
  box: string
  member: string
  at: string
}

/** A mask or a box, and where its photo was last read. */
export interface MendOf {
  photo: string
  mask: string
  box: string
  member: string
  at: string
  path: string
}

/** The masks and boxes that are in force, newest first. */
export interface Mends {
  items: MendOf[]
}

/** A model with its whole card. */
export interface ModelCard {
  name: string
  title: string
  provider: string
  aliases: string[]
  capabilities: string[]
  strengths: string[]
  speed: number | null
  price: string[] | null
  preview_price: string[] | null
  references: number
  qualities: string[]
  aspects: string[]
  tiers: string[]
  licence: string
  commercial: string
  sunset: string | null
  ended: boolean
  rehearses: boolean
  makes_pictures: boolean
  usable: boolean
  note: string
  card: Record<string, unknown>
}

/** A model; *price* is of one picture as it is usually asked, from and to, null where nobody knows. *preview_price* is of its unfinished pictures, null where it gives none or takes nothing for them. */
export interface ModelDocument {
  name: string
  title: string
  provider: string
  aliases: string[]
  capabilities: string[]
  strengths: string[]
  speed: number | null
  price: string[] | null
  preview_price: string[] | null
  references: number
  qualities: string[]
  aspects: string[]
  tiers: string[]
  licence: string
  commercial: string
  sunset: string | null
  ended: boolean
  rehearses: boolean
  makes_pictures: boolean
  usable: boolean
  note: string
}

/** What a model cost this month. */
export interface ModelMoney {
  name: string
  calls: number
  spent: string
}

/** What was spent or is promised, and the caps; *unknown* counts calls of unknown outcome. */
export interface Money {
  currency: string
  today: string
  month: string
  all: string
  caps: Caps
  unknown: number
  projects: ProjectDocument[]
  models: ModelMoney[]
}

/** What was spent this month. */
export interface Month {
  spent: string
  currency: string
}

/** Something with a name and a title. */
export interface Named {
  name: string
  title: string
}

/** Somebody to let in; without a password, by their e-mail address and the provider that vouches for it. */
export interface NewMember {
  name: string
  role: "viewer" | "reviewer" | "editor" | "admin"
  password?: string | null
}

/** A job to be carried out. *consent* is ``yes``, or the most that it may cost, in US dollars. */
export interface Order {
  workflow: string
  inputs?: Record<string, string | number | boolean | (string | number)[] | null>
  /** a table: CSV, TSV, XLSX or JSON */
  over?: string | null
  /** a folder of photos */
  photos?: string | null
  /** which column holds what */
  columns?: Record<string, string>
  /** of the table, where it is not UTF-8 */
  encoding?: string | null
  project?: string | null
  /** let the sandbox stand in for every model, for nothing */
  rehearse?: boolean
  /** unfinished pictures of models that charge for them too, in the price */
  previews?: boolean
  /** a folder that files are written to; without one they are only kept */
  to?: string | null
  /** a pattern for the names of the files, such as {row}-{format} */
  names?: string | null
  /** a cap, in US dollars */
  budget?: string | null
  consent?: string
}

/** How a call of unknown outcome ended; without an outcome its provider is asked. */
export interface Outcome {
  outcome?: "charged" | "not-charged" | null
  cost?: string | null
}

/** Which takes of a row were chosen; the others of that row were seen and not chosen. */
export interface Picks {
  run: string
  row?: string | null
  takes: string[]
}

/** A finished picture as lists show it. *thumbhash* is base64, null until somebody looked at the pixels. */
export interface Picture {
  id: string
  ratio: number
  width: number
  height: number
  thumbhash: string | null
  model: string
  workflow: string
  run: string
  row: string
  label: string
  rating: number
  verdict: string
  made_at: string
}

/** Everything that is known of a picture. */
export interface PictureDetails {
  id: string
  ratio: number
  width: number
  height: number
  thumbhash: string | null
  model: string
  workflow: string
  run: string
  row: string
  label: string
  rating: number
  verdict: string
  made_at: string
  sha256: string
  key: string
  project: string
  prompt: string
  format: string
  bytes: number
  colour: string | null
  cost: string | null
  labels: string[]
  facts: Record<string, unknown>
}

/** Every picture in a few bytes: id, width by height, thumbhash or null, rating, verdict. */
export interface PictureIndex {
  items: ([string, number, string | null, number, string])[]
  next: number | null
}

/** A page of pictures: *next* asks for those behind them, *total* counts all that were wanted. */
export interface Pictures {
  items: Picture[]
  next: number | null
  total: number
}

/** What a run would do. *why* says why these models; *left_out* counts steps that are not listed. */
export interface Plan {
  workflow: string
  rows: PlanRows
  steps: PlanSteps
  cost: Cost
  refusals: Record<string, unknown>[]
  plan: PlannedStep[]
  left_out: number
  why: string[]
  reasons: Facet[]
  operations: Facet[]
}

/** Rows of a plan. */
export interface PlanRows {
  total: number
  refused: number
}

/** Kept steps of a plan by state. */
export interface PlanSteps {
  to_do: number
  cached: number
  refused: number
}

/** A step of a plan; *price* is from and to, null where nobody knows. A refused row has its code and mend. */
export interface PlannedStep {
  row: string
  operation: string
  key: string | null
  state: string
  model: string | null
  price: string[] | null
  reason: string
  input: string | null
  code: string | null
  mend: string | null
}

/** A photo (of a row, where a run was named), and how it looks as a data address. */
export interface PreviewPicture {
  row: string | null
  photo: string
  picture: string
}

/** Photos in a look. */
export interface PreviewPictures {
  items: PreviewPicture[]
}

/** What went wrong: *detail* says what happened and to what, *mend* what to do; *code* is stable. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  mend?: string
  code: string
  input?: string | null
}

/** A project with its money. */
export interface ProjectDocument {
  name: string
  runs: number
  spent: string
  budget: string | null
}

/** A project: its budget, whether its pictures are used commercially, and where. */
export interface ProjectSettings {
  budget?: string | null
  commercial?: boolean
  region?: string
  style?: string
}

/** What is added to every prompt. */
export interface Prompt {
  style?: string
}

/** A row that needs a person. */
export interface ReviewRow {
  run: string
  index: number
  name: string
  input: string
  state: string
  before: string | null
  files: FileDocument[]
  values: Record<string, string>
  mended: string
  box: string
  candidates: string[]
  certainty: number | null
  doubts: Record<string, unknown>[]
  notes: Record<string, unknown>[]
  missing: Record<string, unknown>[]
  code: string | null
  reason: string | null
  mend: string | null
  workflow: string
  created_at: string
}

/** A page of what needs a person; *next* is how many to skip for the one behind. */
export interface ReviewRows {
  items: ReviewRow[]
  next: number | null
}

/** A brief and what a text model made of it; *sent* is the whole of what it was told, *notes* what to look at. */
export interface RewordingDocument {
  before: string
  after: string
  model: string
  reason: string
  sent: string
  estimated: string[] | null
  cost: string | null
  cached: boolean
  notes: string[]
}

/** Other inputs for one row of a job that is done again; an empty value takes one back. */
export interface RowChange {
  values: Record<string, string>
  consent?: string
}

/** Rows by state. */
export interface RowCounts {
  total: number
  to_do: number
  done: number
  waiting: number
  failed: number
}

/** A row of a run. *before* is the picture that it is about, where it is about one. *mended* says of a cut-out mended by hand: made (this result stands on it), waits (it will, or no longer will, when the run's job is done again), or nothing. *candidates* are boxes (left,top,right,bottom in shares) of what the product may be, where its cut-out is in doubt; *box* is the one that a person gave for the photo, if any. */
export interface RowDocument {
  run: string
  index: number
  name: string
  input: string
  state: string
  before: string | null
  files: FileDocument[]
  values: Record<string, string>
  mended: string
  box: string
  candidates: string[]
  certainty: number | null
  doubts: Record<string, unknown>[]
  notes: Record<string, unknown>[]
  missing: Record<string, unknown>[]
  code: string | null
  reason: string | null
  mend: string | null
}

/** A page of rows; *next* is the index to ask on from. */
export interface Rows {
  items: RowDocument[]
  next: number | null
}

/** A run with its inputs and steps. */
export interface RunDetails {
  id: string
  state: string
  rows: RowCounts
  cost: Cost
  rate: number | null
  seconds_left: number | null
  workflow: string
  project: string
  about: string
  source: string
  destination: string
  created_at: string
  finished_at: string | null
  problem: Record<string, unknown> | null
  can: string[]
  member: string
  inputs: Record<string, unknown>
  steps: RunSteps
}

/** A run. *about* tells it from others; *can* lists what may be asked of it: pause, cancel, resume, again, edit. */
export interface RunDocument {
  id: string
  state: string
  rows: RowCounts
  cost: Cost
  rate: number | null
  seconds_left: number | null
  workflow: string
  project: string
  about: string
  source: string
  destination: string
  created_at: string
  finished_at: string | null
  problem: Record<string, unknown> | null
  can: string[]
  member: string
}

/** Kept steps that a run made and found. */
export interface RunSteps {
  made: number
  cached: number
}

/** A page of runs; *next* asks for older ones. */
export interface Runs {
  items: RunDocument[]
  next: string | null
}

/** Where a sample lies, as inputs name it. */
export interface Sample {
  photos: string
  table: string
  about: string
}

/** A design held against its brand and format: of the rules that could be told, so many passed. */
export interface Score {
  accepted: boolean
  passed: number
  tested: number
  verdicts: Record<string, unknown>[]
  problems: Record<string, unknown>[]
  slots: Record<string, unknown>[]
}

/** Who is signed in, and the token that every changing request has to carry as ``X-CSRF-Token``. */
export interface SessionDocument {
  user: string
  role: string
  workspace: WorkspaceName
  version: string
  csrf: string
  /** the most that one file may have */
  upload_bytes: number
  /** the number of the newest event: where the live socket begins */
  live: number
}

/** All settings, and the version that they were made from. */
export interface SettingsChange {
  spend?: Spend
  prompt?: Prompt
  fragments?: Record<string, string>
  projects?: Record<string, ProjectSettings>
  signin?: SignInSettings
  version?: string | null
}

/** The settings; *version* is to be named when changing them. */
export interface SettingsDocument {
  spend: Record<string, string | null>
  prompt: Record<string, string>
  fragments: Record<string, string>
  projects: Record<string, Record<string, unknown>>
  signin: Record<string, string>
  version: string
}

/** A member's name and password. */
export interface SignIn {
  name: string
  password: string
}

/** A provider of OpenID Connect that vouches for members; an empty issuer is none. */
export interface SignInSettings {
  issuer?: string
  client?: string
  title?: string
}

/** Signing in with a provider: *back* is to be registered there; whether a *secret* is kept. *ready* is whether what it takes is installed. */
export interface SignInState {
  back: string
  secret: boolean
  ready: boolean
}

/** Something that a copy fills. */
export interface SlotDocument {
  name: string
  kind: string
  required: boolean
  default: string
  help: string
}

/** Caps in US dollars, as text; null is none. */
export interface Spend {
  ask_above?: string | null
  run?: string | null
  day?: string | null
}

/** A table at a glance. */
export interface TablePreview {
  columns: string[]
  rows: Record<string, string>[]
  count: number
  encoding: string
  problems: TableProblem[]
}

/** Something wrong with a table; line 0 is the whole of it. */
export interface TableProblem {
  line: number
  code: string
  reason: string
  mend: string
}

/** A take of a row; *picked* is null where nobody has chosen yet. */
export interface Take {
  row: string
  name: string
  model: string | null
  id: string
  picked: boolean | null
}

/** A template; *made_for* lists its formats. */
export interface TemplateDocument {
  name: string
  title: string
  summary: string
  formats: string
  needs: string
  slots: SlotDocument[]
  shapes: string[]
  tags: string[]
  made_for: string[]
}

/** A face; *file* is empty where it is one of the shipped, or the kit has none. */
export interface TypefaceDocument {
  role: string
  family: string
  weight: number
  italic: boolean
  file: string
}

/** A face: one of ``/brands/{name}/faces``, or another that the brand names. */
export interface TypefaceValues {
  role?: string
  family: string
  weight?: number
  italic?: boolean
  file?: string
}

/** How alike a set is; *next* is the index to go on from. */
export interface Uniformity {
  fields: MeasuredField[]
  items: Measured[]
  next: number | null
}

/** A file that was kept; *path* names it as an input, *id* shows a picture, *folder* is what it was put into. */
export interface Upload {
  name: string
  path: string
  folder: string
  kind: string
  bytes: number
  id: string
  width: number | null
  height: number | null
  table: TablePreview | null
}

/** A row of a run that uses a picture. */
export interface Use {
  run: string
  workflow: string
  name: string
  label: string
  created_at: string
}

/** What somebody says of rows of a run that wait. */
export interface Verdict {
  run: string
  row?: string | null
  rows?: string[]
  verdict: "accept" | "send-back"
  comment?: string
}

/** Which of some pictures is the best, by somebody who was not told who made them. */
export interface Vote {
  winner: string
  pictures: string[]
}

/** What waits for a person. */
export interface WaitingDocument {
  picks: number
  reviews: number
  unknown: number
  failed: number
  /** the newest run whose takes nobody chose among */
  undecided: string | null
}

/** A workflow; *form* is the JSON Schema of its inputs (see docs/api.md for the hints in it). */
export interface WorkflowDocument {
  name: string
  title: string
  help: string
  doc: string
  form: Record<string, unknown>
}

/** Which workspace is served. */
export interface WorkspaceName {
  name: string
  folder: string
}
