import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A label for records; machine tags carry namespace, predicate and value (WIRE-CONTRACT §3.12). */
@Entity('tags')
export class TagEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('citext')
  name!: string;

  @Column('varchar', { length: 191, nullable: true })
  namespace!: string | null;

  @Column('varchar', { length: 191, nullable: true })
  predicate!: string | null;

  @Column('varchar', { length: 191, nullable: true })
  value!: string | null;

  /** `#rrggbb`, lower case. */
  @Column('char', { length: 7 })
  colour!: string;

  /** Names of tags merged into this one, in lower case. */
  @Column('text', { array: true })
  aliases!: string[];

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(TagEntity, { kind: 'tag', title: (row) => row.name });
