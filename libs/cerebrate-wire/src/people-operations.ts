import * as z from 'zod';
import { index, operation, RefusedOr, shaping, type WireOperation } from './openapi-operation.js';
import {
  AddedAlignment,
  Alignment,
  AlignmentOutcome,
  EditedIndividual,
  Individual,
  IndividualView,
  TaggedIndividual,
} from './shapes/people.js';
import { EmptyList } from './shapes/platform.js';

const Person = z.looseObject({
  uuid: z.string().optional(),
  email: z.string(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  position: z.string().optional(),
});
const Tags = z.looseObject({ tag_list: z.array(z.string()) });
const NewAlignment = z.looseObject({
  individual_id: z.int().optional(),
  organisation_id: z.int().optional(),
  type: z.string().optional(),
});

/** The operations of `/individuals` and `/alignments`, for the API document. */
export const peopleOperations: readonly WireOperation[] = Object.freeze([
  index('individuals', 'getIndividuals', 'List individuals', Individual),
  operation(
    'GET /individuals/view/{id}',
    'individuals',
    'view',
    'getIndividualById',
    'One individual',
    IndividualView,
    {
      parameters: shaping,
    },
  ),
  operation(
    'POST /individuals/add',
    'individuals',
    'add',
    'addIndividual',
    'Add an individual',
    RefusedOr(EditedIndividual),
    {
      body: Person,
    },
  ),
  operation(
    'PUT /individuals/edit/{id}',
    'individuals',
    'edit',
    'editIndividual',
    'Change an individual',
    RefusedOr(EditedIndividual),
    {
      body: Person.partial(),
    },
  ),
  operation(
    'DELETE /individuals/delete/{id}',
    'individuals',
    'delete',
    'deleteIndividualById',
    'Delete an individual',
    EmptyList,
  ),
  operation(
    'POST /individuals/tag/{id}',
    'individuals',
    'tag',
    'tagIndividual',
    'Put tags on an individual',
    TaggedIndividual,
    {
      body: Tags,
    },
  ),
  operation(
    'POST /individuals/untag/{id}',
    'individuals',
    'untag',
    'untagIndividual',
    'Take tags off an individual',
    TaggedIndividual,
    {
      body: Tags,
    },
  ),
  operation(
    'GET /individuals/viewTags/{id}',
    'individuals',
    'viewTags',
    'getIndividualTags',
    'The tags of an individual',
    TaggedIndividual,
  ),
  operation('GET /alignments/index', 'alignments', 'index', 'getAlignments', 'List alignments', z.array(Alignment)),
  operation('GET /alignments/view/{id}', 'alignments', 'view', 'getAlignmentById', 'One alignment', Alignment),
  operation(
    'POST /alignments/add/{scope}/{id}',
    'alignments',
    'add',
    'addAlignment',
    'Align a person with an organisation, from either of them',
    AddedAlignment,
    { body: NewAlignment },
  ),
  operation(
    'DELETE /alignments/delete/{id}',
    'alignments',
    'delete',
    'deleteAlignmentById',
    'Remove an alignment',
    AlignmentOutcome,
  ),
]);
