import { erasurePlaces, mentions } from '../../kernel/index.js';

erasurePlaces.add(mentions('connections', 'connections of tools', { columns: ['fault'], signed: 'username' }));
erasurePlaces.add(mentions('connection_events', 'timelines of connections', { columns: ['message'], signed: 'who' }));
