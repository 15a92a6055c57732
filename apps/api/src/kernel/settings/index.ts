export { SettingEntity } from './setting.entity.js';
export { defineSetting, type Setting, type SettingFault, type SettingReader, settings } from './setting.js';
export { faultOf, type SettingState, Settings, settingChanged } from './settings.js';
