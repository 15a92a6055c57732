import { describeConnector } from '../test/conformance.js';
import example from '../test/example.js';

describeConnector(example, { settings: { url: 'https://notes.example', token: 'a-token' } });
