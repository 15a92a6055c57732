// The table of contents of icons: each line is one drawing of bootstrap-icons that somebody uses.

import arrowCounterclockwise from 'bootstrap-icons/icons/arrow-counterclockwise.svg?raw';
import arrowDown from 'bootstrap-icons/icons/arrow-down.svg?raw';
import arrowLeft from 'bootstrap-icons/icons/arrow-left.svg?raw';
import arrowRepeat from 'bootstrap-icons/icons/arrow-repeat.svg?raw';
import arrowRight from 'bootstrap-icons/icons/arrow-right.svg?raw';
import arrowUp from 'bootstrap-icons/icons/arrow-up.svg?raw';
import arrowsCollapse from 'bootstrap-icons/icons/arrows-collapse.svg?raw';
import arrowsExpand from 'bootstrap-icons/icons/arrows-expand.svg?raw';
import barChart from 'bootstrap-icons/icons/bar-chart.svg?raw';
import bell from 'bootstrap-icons/icons/bell.svg?raw';
import bookmark from 'bootstrap-icons/icons/bookmark.svg?raw';
import boxArrowRight from 'bootstrap-icons/icons/box-arrow-right.svg?raw';
import boxArrowUpRight from 'bootstrap-icons/icons/box-arrow-up-right.svg?raw';
import braces from 'bootstrap-icons/icons/braces.svg?raw';
import building from 'bootstrap-icons/icons/building.svg?raw';
import cardList from 'bootstrap-icons/icons/card-list.svg?raw';
import checkCircle from 'bootstrap-icons/icons/check-circle.svg?raw';
import checkLg from 'bootstrap-icons/icons/check-lg.svg?raw';
import chevronBarLeft from 'bootstrap-icons/icons/chevron-bar-left.svg?raw';
import chevronBarRight from 'bootstrap-icons/icons/chevron-bar-right.svg?raw';
import chevronDown from 'bootstrap-icons/icons/chevron-down.svg?raw';
import chevronLeft from 'bootstrap-icons/icons/chevron-left.svg?raw';
import chevronRight from 'bootstrap-icons/icons/chevron-right.svg?raw';
import chevronUp from 'bootstrap-icons/icons/chevron-up.svg?raw';
import circle from 'bootstrap-icons/icons/circle.svg?raw';
import circleHalf from 'bootstrap-icons/icons/circle-half.svg?raw';
import clockHistory from 'bootstrap-icons/icons/clock-history.svg?raw';
import collection from 'bootstrap-icons/icons/collection.svg?raw';
import copy from 'bootstrap-icons/icons/copy.svg?raw';
import dashLg from 'bootstrap-icons/icons/dash-lg.svg?raw';
import diagram3 from 'bootstrap-icons/icons/diagram-3.svg?raw';
import download from 'bootstrap-icons/icons/download.svg?raw';
import envelope from 'bootstrap-icons/icons/envelope.svg?raw';
import exclamationOctagon from 'bootstrap-icons/icons/exclamation-octagon.svg?raw';
import exclamationTriangle from 'bootstrap-icons/icons/exclamation-triangle.svg?raw';
import eye from 'bootstrap-icons/icons/eye.svg?raw';
import eyeSlash from 'bootstrap-icons/icons/eye-slash.svg?raw';
import fileEarmarkArrowUp from 'bootstrap-icons/icons/file-earmark-arrow-up.svg?raw';
import fileEarmarkText from 'bootstrap-icons/icons/file-earmark-text.svg?raw';
import fingerprint from 'bootstrap-icons/icons/fingerprint.svg?raw';
import funnel from 'bootstrap-icons/icons/funnel.svg?raw';
import gear from 'bootstrap-icons/icons/gear.svg?raw';
import globe from 'bootstrap-icons/icons/globe.svg?raw';
import hddNetwork from 'bootstrap-icons/icons/hdd-network.svg?raw';
import hourglassSplit from 'bootstrap-icons/icons/hourglass-split.svg?raw';
import house from 'bootstrap-icons/icons/house.svg?raw';
import inbox from 'bootstrap-icons/icons/inbox.svg?raw';
import infoCircle from 'bootstrap-icons/icons/info-circle.svg?raw';
import journalText from 'bootstrap-icons/icons/journal-text.svg?raw';
import key from 'bootstrap-icons/icons/key.svg?raw';
import keyboard from 'bootstrap-icons/icons/keyboard.svg?raw';
import layoutSidebar from 'bootstrap-icons/icons/layout-sidebar.svg?raw';
import lightning from 'bootstrap-icons/icons/lightning.svg?raw';
import link45deg from 'bootstrap-icons/icons/link-45deg.svg?raw';
import list from 'bootstrap-icons/icons/list.svg?raw';
import moonStars from 'bootstrap-icons/icons/moon-stars.svg?raw';
import pencil from 'bootstrap-icons/icons/pencil.svg?raw';
import people from 'bootstrap-icons/icons/people.svg?raw';
import person from 'bootstrap-icons/icons/person.svg?raw';
import personBadge from 'bootstrap-icons/icons/person-badge.svg?raw';
import personGear from 'bootstrap-icons/icons/person-gear.svg?raw';
import play from 'bootstrap-icons/icons/play.svg?raw';
import plug from 'bootstrap-icons/icons/plug.svg?raw';
import plusLg from 'bootstrap-icons/icons/plus-lg.svg?raw';
import questionCircle from 'bootstrap-icons/icons/question-circle.svg?raw';
import search from 'bootstrap-icons/icons/search.svg?raw';
import send from 'bootstrap-icons/icons/send.svg?raw';
import shieldCheck from 'bootstrap-icons/icons/shield-check.svg?raw';
import shieldLock from 'bootstrap-icons/icons/shield-lock.svg?raw';
import slashCircle from 'bootstrap-icons/icons/slash-circle.svg?raw';
import sliders from 'bootstrap-icons/icons/sliders.svg?raw';
import star from 'bootstrap-icons/icons/star.svg?raw';
import starFill from 'bootstrap-icons/icons/star-fill.svg?raw';
import stop from 'bootstrap-icons/icons/stop.svg?raw';
import sun from 'bootstrap-icons/icons/sun.svg?raw';
import table from 'bootstrap-icons/icons/table.svg?raw';
import tag from 'bootstrap-icons/icons/tag.svg?raw';
import threeDots from 'bootstrap-icons/icons/three-dots.svg?raw';
import toggles from 'bootstrap-icons/icons/toggles.svg?raw';
import tools from 'bootstrap-icons/icons/tools.svg?raw';
import trash from 'bootstrap-icons/icons/trash.svg?raw';
import uiChecksGrid from 'bootstrap-icons/icons/ui-checks-grid.svg?raw';
import upload from 'bootstrap-icons/icons/upload.svg?raw';
import wifiOff from 'bootstrap-icons/icons/wifi-off.svg?raw';
import wrench from 'bootstrap-icons/icons/wrench.svg?raw';
import xCircle from 'bootstrap-icons/icons/x-circle.svg?raw';
import xLg from 'bootstrap-icons/icons/x-lg.svg?raw';

/** Every icon there is, by its name in bootstrap-icons. */
export const icons = {
  'diagram-3': diagram3,
  globe,
  star,
  'star-fill': starFill,
  'arrow-counterclockwise': arrowCounterclockwise,
  'arrow-down': arrowDown,
  'arrow-left': arrowLeft,
  'arrow-repeat': arrowRepeat,
  'arrow-right': arrowRight,
  'arrow-up': arrowUp,
  'arrows-collapse': arrowsCollapse,
  'arrows-expand': arrowsExpand,
  'bar-chart': barChart,
  bell,
  bookmark,
  'box-arrow-right': boxArrowRight,
  'box-arrow-up-right': boxArrowUpRight,
  braces,
  building,
  'card-list': cardList,
  'check-circle': checkCircle,
  'check-lg': checkLg,
  'chevron-bar-left': chevronBarLeft,
  'chevron-bar-right': chevronBarRight,
  'chevron-down': chevronDown,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  'chevron-up': chevronUp,
  circle,
  'circle-half': circleHalf,
  'clock-history': clockHistory,
  collection,
  copy,
  'dash-lg': dashLg,
  download,
  envelope,
  'exclamation-octagon': exclamationOctagon,
  'exclamation-triangle': exclamationTriangle,
  eye,
  'eye-slash': eyeSlash,
  'file-earmark-arrow-up': fileEarmarkArrowUp,
  'file-earmark-text': fileEarmarkText,
  fingerprint,
  funnel,
  gear,
  'hdd-network': hddNetwork,
  'hourglass-split': hourglassSplit,
  house,
  inbox,
  'info-circle': infoCircle,
  'journal-text': journalText,
  key,
  keyboard,
  'layout-sidebar': layoutSidebar,
  lightning,
  'link-45deg': link45deg,
  list,
  'moon-stars': moonStars,
  pencil,
  people,
  person,
  'person-badge': personBadge,
  'person-gear': personGear,
  play,
  plug,
  'plus-lg': plusLg,
  'question-circle': questionCircle,
  search,
  send,
  'shield-check': shieldCheck,
  'shield-lock': shieldLock,
  'slash-circle': slashCircle,
  sliders,
  stop,
  sun,
  table,
  tag,
  'three-dots': threeDots,
  toggles,
  tools,
  trash,
  'ui-checks-grid': uiChecksGrid,
  upload,
  'wifi-off': wifiOff,
  wrench,
  'x-circle': xCircle,
  'x-lg': xLg,
} as const satisfies Record<string, string>;

export type IconName = keyof typeof icons;
