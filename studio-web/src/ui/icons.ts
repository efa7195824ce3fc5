/** The icons of the page, by the page's own names. */
import Activity from '@lucide/svelte/icons/activity'
import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowLeft from '@lucide/svelte/icons/arrow-left'
import ArrowRight from '@lucide/svelte/icons/arrow-right'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import Ban from '@lucide/svelte/icons/ban'
import Box from '@lucide/svelte/icons/package'
import Brush from '@lucide/svelte/icons/brush'
import Check from '@lucide/svelte/icons/check'
import ChevronDown from '@lucide/svelte/icons/chevron-down'
import ChevronRight from '@lucide/svelte/icons/chevron-right'
import CircleAlert from '@lucide/svelte/icons/circle-alert'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleHelp from '@lucide/svelte/icons/circle-question-mark'
import Coins from '@lucide/svelte/icons/coins'
import Columns from '@lucide/svelte/icons/columns-2'
import Compass from '@lucide/svelte/icons/compass'
import Download from '@lucide/svelte/icons/download'
import Expand from '@lucide/svelte/icons/expand'
import Eye from '@lucide/svelte/icons/eye'
import EyeOff from '@lucide/svelte/icons/eye-off'
import Flag from '@lucide/svelte/icons/flag'
import Focus from '@lucide/svelte/icons/focus'
import Grip from '@lucide/svelte/icons/grip-vertical'
import Grid from '@lucide/svelte/icons/layout-grid'
import House from '@lucide/svelte/icons/house'
import Image from '@lucide/svelte/icons/image'
import Images from '@lucide/svelte/icons/images'
import Info from '@lucide/svelte/icons/info'
import Key from '@lucide/svelte/icons/key-round'
import Keyboard from '@lucide/svelte/icons/keyboard'
import Layers from '@lucide/svelte/icons/layers'
import Megaphone from '@lucide/svelte/icons/megaphone'
import Monitor from '@lucide/svelte/icons/monitor'
import Moon from '@lucide/svelte/icons/moon'
import Network from '@lucide/svelte/icons/network'
import Palette from '@lucide/svelte/icons/palette'
import Panel from '@lucide/svelte/icons/panel-left'
import PanelRight from '@lucide/svelte/icons/panel-right'
import Pause from '@lucide/svelte/icons/pause'
import Pencil from '@lucide/svelte/icons/pencil'
import Play from '@lucide/svelte/icons/play'
import Plus from '@lucide/svelte/icons/plus'
import Redo from '@lucide/svelte/icons/redo-2'
import Refresh from '@lucide/svelte/icons/refresh-cw'
import Scan from '@lucide/svelte/icons/scan'
import Scissors from '@lucide/svelte/icons/scissors'
import Search from '@lucide/svelte/icons/search'
import Settings from '@lucide/svelte/icons/settings'
import Shirt from '@lucide/svelte/icons/shirt'
import Sliders from '@lucide/svelte/icons/sliders-horizontal'
import Sparkles from '@lucide/svelte/icons/sparkles'
import Square from '@lucide/svelte/icons/square'
import Star from '@lucide/svelte/icons/star'
import Sun from '@lucide/svelte/icons/sun'
import Swatch from '@lucide/svelte/icons/swatch-book'
import Table from '@lucide/svelte/icons/table-2'
import Undo from '@lucide/svelte/icons/undo-2'
import Upload from '@lucide/svelte/icons/upload'
import Users from '@lucide/svelte/icons/users'
import Wand from '@lucide/svelte/icons/wand-sparkles'
import X from '@lucide/svelte/icons/x'

export const icons = {
  activity: Activity,
  alert: CircleAlert,
  ban: Ban,
  box: Box,
  brush: Brush,
  check: Check,
  'check-circle': CircleCheck,
  coins: Coins,
  columns: Columns,
  compass: Compass,
  down: ArrowDown,
  download: Download,
  expand: Expand,
  eye: Eye,
  'eye-off': EyeOff,
  flag: Flag,
  focus: Focus,
  grid: Grid,
  grip: Grip,
  help: CircleHelp,
  home: House,
  image: Image,
  images: Images,
  info: Info,
  key: Key,
  keyboard: Keyboard,
  layers: Layers,
  left: ArrowLeft,
  megaphone: Megaphone,
  monitor: Monitor,
  moon: Moon,
  more: ChevronDown,
  network: Network,
  open: ChevronRight,
  palette: Palette,
  panel: Panel,
  'panel-right': PanelRight,
  pause: Pause,
  pencil: Pencil,
  play: Play,
  plus: Plus,
  redo: Redo,
  refresh: Refresh,
  right: ArrowRight,
  scan: Scan,
  scissors: Scissors,
  search: Search,
  settings: Settings,
  shirt: Shirt,
  sliders: Sliders,
  sparkles: Sparkles,
  star: Star,
  stop: Square,
  sun: Sun,
  swatch: Swatch,
  table: Table,
  undo: Undo,
  up: ArrowUp,
  upload: Upload,
  users: Users,
  wand: Wand,
  x: X,
} as const

export type IconName = keyof typeof icons
