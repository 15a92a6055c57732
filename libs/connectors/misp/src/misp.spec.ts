import { describeConnector } from '@cerebrate/connector-sdk/conformance';
import connector from './index.js';

describeConnector(connector, { settings: { url: 'https://misp.example', authkey: 'k'.repeat(40) } });
