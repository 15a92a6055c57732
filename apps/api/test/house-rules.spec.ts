import { wireOperations } from '@cerebrate/cerebrate-wire';
import type { Endpoint } from '@cerebrate/contract';
import * as contract from '@cerebrate/contract';
import { ModulesContainer } from '@nestjs/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servedActions } from '../src/dialect/speaks.js';
import { entities } from '../src/entities.js';
import { auditedOf, Store, servedEndpoints } from '../src/kernel/index.js';
import { migrations } from '../src/migrations/index.js';
import { freshDatabase } from './database.js';
import { type House, startHouse } from './house.js';
import {
  exportsOf,
  fileAt,
  filesUnder,
  functionsOf,
  importsOf,
  membersOf,
  type SourceFile,
  withoutComments,
} from './source-tree.js';

/** A file that may break a rule, since when and why. One that no longer breaks it fails the test: take it off the list. */
interface Exemption {
  readonly file: string;
  readonly since: string;
  readonly reason: string;
}

const longFiles: readonly Exemption[] = [];
const longFunctions: readonly Exemption[] = [];

/** Files that may use ciphers and hashes; `randomUUID` and comparing in constant time are free. */
const cryptoPlaces: Readonly<Record<string, string>> = {
  'apps/api/src/kernel/store/': 'names of prepared statements, sealed columns',
  'apps/api/src/kernel/config/': 'makes the secret key of a new instance',
  'apps/api/src/identity/sign-in/': 'passwords and sessions',
  'apps/api/src/identity/auth-keys/': 'auth keys and their digests',
  'apps/api/src/directory/encryption-keys/': 'reads keys of people',
  'apps/api/src/federation/exchange/': 'tags of pages of the feed',
  'apps/api/src/directory/import/': 'fingerprints of rows and uuids made of names',
  'apps/api/src/platform/webhooks/signature.ts': 'signs deliveries as Standard Webhooks says',
  'apps/api/src/platform/backup/manifest.ts': 'checksums of backups',
  'apps/api/src/fields/tags/tag-name.ts': 'the colour of a tag is computed from its name',
};

/** Entities that no scope of their own guards, and why. */
const withoutScope: Readonly<Record<string, string>> = {
  IndividualEmailEntity: 'read and written with its person',
  ConfirmationEntity: 'made and read with its record',
  BlueprintRunEntity: 'read with its blueprint',
  EnumerationEntity: 'read and written with its collection',
  InstanceEntity: 'one row; the permission decides',
  KeycloakRunEntity: 'the permission decides',
  MailingListMemberEntity: 'read and written with its list',
  MailingListMetaFieldEntity: 'read and written with its list',
  MergeEntity: 'read and written with the survivor',
  MetaFieldEntity: 'read and written with its owner',
  MetaTemplateDirectoryEntity: 'a register of names, no data of anybody',
  MetaTemplateFieldEntity: 'read and written with its template',
  PasskeyEntity: 'found by the id of the caller, or with a user whom the scope of users lets change',
  PublicConsentEntity: 'read and changed with its record; strangers read it through the public directory alone',
  OrgGroupAdminEntity: 'read and written with its group',
  OrgGroupOrganisationEntity: 'read and written with its group',
  ScimLinkEntity: 'found through its user or role, for keys of the scope scim',
  SessionEntity: 'found by the secret that its holder sends',
  SettingEntity: 'the permission decides',
  SsoAccountEntity: 'read and changed with its user',
  SsoSessionEntity: 'read with its session',
  TotpFactorEntity: 'found by the id of the caller, or with a user whom the scope of users lets change',
  UserSettingEntity: 'found by the id of the caller',
};

/** Columns the database computes itself; no entity writes them. */
const computedColumns = ['folded'];

const bannedSuffix = /(Manager|Helpers?|Utils?|Common|Base|Misc|Data|Info|Extras|Dto|Impl)$/;
const interfacePrefix = /^I[A-Z][a-z]/;

const apiFiles = filesUnder('apps/api/src');
const webFiles = filesUnder('apps/web/src');
const libFiles = filesUnder('libs');
const scripts = filesUnder('scripts');
const testFiles = filesUnder('apps/api/test');
const everything = [...apiFiles, ...webFiles, ...libFiles, ...scripts, ...testFiles];
const isSpec = ({ path }: SourceFile): boolean =>
  /\.(spec|fixture)\.tsx?$/.test(path) || /\/(test|e2e|fixtures)\//.test(path);

/** Fails with the sentence once for every fault; a fault is `file:line` or what else finds it. */
function expectNone(faults: readonly string[], remedy: string): void {
  if (faults.length > 0) expect.fail(`${remedy}\n  ${faults.join('\n  ')}`);
}

/** Lines of code (not comments) that match, in files that `where` lets through. */
function linesWith(pattern: RegExp, files: readonly SourceFile[], where: (path: string) => boolean): string[] {
  return files
    .filter((file) => where(file.path) && pattern.test(file.text))
    .flatMap((file) =>
      withoutComments(file)
        .split('\n')
        .flatMap((text, at) => (pattern.test(text) ? [`${file.path}:${at + 1}`] : [])),
    );
}

/** Faults that no exemption covers, and exemptions that cover nothing. */
function afterExemptions(
  faults: readonly { file: string; told: string }[],
  exemptions: readonly Exemption[],
): string[] {
  const open = faults
    .filter(({ file }) => !exemptions.some((exemption) => exemption.file === file))
    .map(({ told }) => told);
  const idle = exemptions.filter(({ file }) => !faults.some((fault) => fault.file === file));
  return [...open, ...idle.map(({ file }) => `${file} keeps the rule now: take its exemption off the list`)];
}

describe('in the source', () => {
  it('only the store and the migrations reach for the data source', () => {
    const faults = linesWith(
      /\b(DataSource|getRepository|createQueryBuilder|createQueryRunner|getManager)\b/,
      apiFiles.filter((file) => !isSpec(file)),
      (path) => !path.startsWith('apps/api/src/kernel/store/') && !path.startsWith('apps/api/src/migrations/'),
    );
    expectNone(faults, 'Read with store.read and write inside store.work; nothing else may touch the database:');
  });

  it('ciphers and hashes are used in few places', () => {
    const faults = linesWith(
      /\b(createHash|createHmac|createCipheriv|createDecipheriv|hkdf(Sync)?|scrypt(Sync)?|pbkdf2(Sync)?|createSign|createVerify|randomBytes|subtle|argon2)\b/,
      [...apiFiles, ...libFiles].filter((file) => !isSpec(file)),
      (path) => !Object.keys(cryptoPlaces).some((place) => path.startsWith(place)),
    );
    expectNone(faults, 'Use what identity and the store offer, or add the place and its reason to cryptoPlaces:');
  });

  it('only the configuration and the programs that hand it over read the environment', () => {
    const programs = ['apps/api/src/main.ts', 'apps/api/src/worker.ts', 'apps/api/src/cli.ts'];
    const faults = linesWith(
      /\bprocess\.env\b/,
      [...apiFiles, ...webFiles, ...libFiles].filter((file) => !isSpec(file)),
      (path) => !path.startsWith('apps/api/src/kernel/config/') && !programs.includes(path),
    );
    expectNone(faults, 'Add the variable to kernel/config and take it from the Config:');
  });

  it('axios stays where requests are made', () => {
    const faults = [...apiFiles, ...webFiles, ...libFiles]
      .filter((file) => !/\.spec\.tsx?$/.test(file.path) && importsOf(file).includes('axios'))
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('apps/web/src/api/') && !path.startsWith('apps/api/src/kernel/remote/'));
    expectNone(faults, 'In the pages use call(endpoint, …), in the program the remote client of the kernel:');
  });

  it('only who speaks to peers knows their dialect', () => {
    const rooms = [
      'apps/api/src/dialect/',
      'apps/api/src/federation/',
      'apps/api/src/platform/api-document/',
      'apps/api/test/',
      'libs/cerebrate-wire/',
    ];
    const faults = everything
      .filter((file) => importsOf(file).some((module) => module.startsWith('@cerebrate/cerebrate-wire')))
      .map(({ path }) => path)
      .filter((path) => !rooms.some((room) => path.startsWith(room)));
    expectNone(faults, 'Translate in the room dialect or federation and hand on our own shapes:');
  });

  it('rooms are entered through their door', () => {
    const faults = apiFiles
      .filter((file) => !isSpec(file))
      .flatMap((file) => {
        const [, room] = /^apps\/api\/src\/([a-z]+)\//.exec(file.path) ?? [];
        if (!room || room === 'migrations') return [];
        return importsOf(file)
          .filter((module) => {
            const [, other, rest] = /^apps\/api\/src\/([a-z]+)\/(.+)$/.exec(module) ?? [];
            return other !== undefined && other !== room && rest !== 'index.js';
          })
          .map((module) => `${file.path} imports ${module}`);
      });
    expectNone(faults, "Import from the room's index.ts and export there what is needed:");
  });

  it('no file has more than 400 lines', () => {
    const faults = everything
      .map((file) => ({ file: file.path, lines: file.text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400)
      .map(({ file, lines }) => ({ file, told: `${file} has ${lines}` }));
    expectNone(afterExemptions(faults, longFiles), 'Split these by noun, or exempt them with date and reason:');
  });

  it('no function has more than 60 lines, migrations aside, which are one statement after another', () => {
    const faults = everything
      .filter((file) => !isSpec(file) && !file.path.startsWith('apps/api/src/migrations/'))
      .flatMap((file) => functionsOf(file).map((found) => ({ file: file.path, ...found })))
      .filter(({ lines }) => lines > 60)
      .map(({ file, name, line, lines }) => ({ file, told: `${file}:${line} ${name} has ${lines}` }));
    expectNone(
      afterExemptions(faults, longFunctions),
      'Give the parts of these names of their own, or exempt them with date and reason:',
    );
  });

  it('every function that others may use says what it promises', () => {
    const faults = [...apiFiles, ...libFiles, ...webFiles]
      .filter((file) => !isSpec(file))
      .flatMap((file) =>
        exportsOf(file)
          .filter(({ isFunction, isDocumented }) => isFunction && !isDocumented)
          .map(({ name, line }) => `${file.path}:${line} ${name}`),
      );
    expectNone(
      faults,
      'Write a doc comment over each: what it promises, which errors it throws, where its rule comes from:',
    );
  });

  it('names say what things are', () => {
    const names = everything.flatMap((file) =>
      exportsOf(file).map(({ name, line }) => ({ name, at: `${file.path}:${line} ${name}` })),
    );
    const files = everything.filter(({ path }) =>
      /(^|[/-])(manager|helpers?|utils?|common|base|misc|data|info|extras|dto|impl)\.[a-z.]+$/.test(path),
    );
    const faults = names.filter(
      ({ name }) => bannedSuffix.test(name) || (interfacePrefix.test(name) && !/^I[PD]/.test(name)),
    );
    expectNone(
      [...faults.map(({ at }) => at), ...files.map(({ path }) => path)],
      'Find the noun: none of the banned words may end a name:',
    );
  });

  it('no test is skipped or runs alone', () => {
    const faults = linesWith(
      /\b(describe|it|test)\.(skip|only|todo|skipIf|runIf)\b|\b(xit|xdescribe|fit|fdescribe)\(/,
      everything,
      (path) => path !== 'apps/api/test/house-rules.spec.ts',
    );
    expectNone(faults, 'Make these tests run, or delete them:');
  });

  it('nothing is left for later and nothing is known of one machine', () => {
    const marks = new RegExp(['TO', 'DO\\b|FIX', 'ME\\b|\\bXX', 'X\\b'].join(''));
    const places = new RegExp(["'/(wor", 'k|ho', 'me|ro', 'ot|Users)/'].join(''));
    const files = everything.filter(({ path }) => path !== 'apps/api/test/house-rules.spec.ts');
    expectNone(
      files.filter(({ text }) => marks.test(text)).map(({ path }) => path),
      'File an issue and take the note out:',
    );
    expectNone(
      files.filter(({ text }) => places.test(text)).map(({ path }) => path),
      'Compute the path from import.meta or take it from the Config:',
    );
  });

  it('Records takes five things and no sixth', () => {
    const file = fileAt('apps/api/src/kernel/store/records.ts');
    expect(
      membersOf(file, 'RecordsOptions'),
      'A noun that needs a sixth has earned a method of its own: write it in its service',
    ).toBe(5);
  });

  it('.env.example lists every variable that the configuration reads, and no other', () => {
    const config = fileAt('apps/api/src/kernel/config/config.ts').text;
    const read = [...config.matchAll(/^ {2}([A-Z][A-Z_]+): blankIsAbsent/gm)].map(([, name]) => name ?? '');
    const told = [...fileAt('.env.example').text.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name ?? '');
    expect(read.length, 'The variables of kernel/config are not found any more: mend this test').toBeGreaterThan(5);
    expectNone(
      read.filter((name) => !told.includes(name)),
      'Add these to .env.example with default and one line of meaning:',
    );
    expectNone(
      told.filter((name) => !read.includes(name)),
      'Nothing reads these: take them out of .env.example:',
    );
  });

  it('every entity is audited or says why not, and has a scope or says why not', () => {
    const scopes = apiFiles.filter(({ path }) => path.endsWith('.scope.ts')).map(({ path }) => path);
    const sources = apiFiles.filter(({ path }) => path.endsWith('.entity.ts'));
    for (const entity of entities) expect(() => auditedOf(entity)).not.toThrow();
    const faults = entities.filter(({ name }) => {
      if (withoutScope[name]) return false;
      const source = sources.find(({ text }) => text.includes(`class ${name} `));
      return !source || !scopes.includes(source.path.replace('.entity.ts', '.scope.ts'));
    });
    expectNone(
      faults.map(({ name }) => name),
      'Write a <noun>.scope.ts beside each, or give the reason in withoutScope:',
    );
  });
});

describe('in the running program', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('every mounted route has a descriptor', () => {
    const faults: string[] = [];
    for (const module of house.app.get(ModulesContainer).values())
      for (const { metatype } of module.controllers.values()) {
        const prototype = (metatype as { prototype: Record<string, unknown> }).prototype;
        for (const key of Object.getOwnPropertyNames(prototype)) {
          const method = Object.getOwnPropertyDescriptor(prototype, key)?.value as object | undefined;
          if (key === 'constructor' || typeof method !== 'function' || !Reflect.hasMetadata('path', method)) continue;
          if (!Reflect.hasMetadata('cerebrate:endpoint', method)) faults.push(`${metatype?.name}.${key}`);
        }
      }
    expectNone(faults, 'Mount these with @Serves(endpoint); the gate refuses them to everybody:');
  });

  it('every endpoint of the contract is served, once', () => {
    const promised = endpointsIn(contract);
    expect(promised.size).toBeGreaterThan(10);
    expectNone(
      [...promised].filter((endpoint) => !servedEndpoints.includes(endpoint)).map(told),
      'Serve these or take them out of the contract:',
    );
    const lines = servedEndpoints.map(told);
    expectNone(
      lines.filter((line, at) => lines.indexOf(line) !== at),
      'Two controllers serve these:',
    );
  });

  it('every operation of the original that is documented is spoken', () => {
    const spoken = servedActions();
    const faults = wireOperations.filter(
      ({ method, controller, action }) => !spoken.includes(`${method} ${controller}/${action}`),
    );
    expectNone(
      faults.map(({ method, path }) => `${method} ${path}`),
      'Serve these in the room dialect, or take them out of wireOperations:',
    );
  });

  it('each migration and each entity is listed once, the migrations under names of their own', () => {
    const listed = [...migrations.map((migration) => migration.name), ...entities.map((entity) => entity.name)];
    expectNone(
      listed.filter((name, at) => listed.indexOf(name) !== at),
      'List each of these once (a second listing stops every start):',
    );
  });

  it('the migrations reach the schema that the entities describe', async () => {
    const database = await freshDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // TypeORM looks here for the expressions of computed columns; ours stand in the migrations
    await client.query(
      'create table typeorm_metadata (type text, database text, schema text, "table" text, name text, value text)',
    );
    await client.end();
    const store = new Store({ databaseUrl: database.url }, entities, migrations);
    await store.open();
    const statements = await store.schemaDifference();
    await store.close();
    await database.drop();
    // keys, indexes, checks and defaults are the migrations' alone; computed columns belong to no entity
    const others = / CONSTRAINT | INDEX |DEFAULT$|typeorm_metadata/;
    const faults = statements.filter(
      (text) => !others.test(text) && !computedColumns.some((column) => text.endsWith(`DROP COLUMN "${column}"`)),
    );
    expectNone(faults, 'Write a migration that does this, or mend the entity:');
  });
});

const told = ({ method, path }: Endpoint): string => `${method} ${path}`;

/** Every endpoint that a module exports, alone or in a list by name. */
function endpointsIn(value: unknown, depth = 2, found = new Set<Endpoint>()): Set<Endpoint> {
  if (value === null || typeof value !== 'object') return found;
  if ('allow' in value && 'method' in value && 'reply' in value) return found.add(value as Endpoint);
  if (depth > 0) for (const part of Object.values(value)) endpointsIn(part, depth - 1, found);
  return found;
}
