/** An organisation of this node's directory, under the names of the original's columns. */
export interface DirectoryOrganisation {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly url: string | null;
  readonly nationality: string | null;
  readonly sector: string | null;
  readonly type: string | null;
  readonly contacts: string | null;
  readonly created: string;
  readonly modified: string;
}

/** A sharing group of this node with its members. */
export interface DirectorySharingGroup {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly releasability: string | null;
  readonly description: string | null;
  readonly active: boolean;
  readonly organisation: { readonly uuid: string; readonly name: string };
  readonly members: readonly { readonly uuid: string; readonly name: string; readonly extend: boolean }[];
}

export interface OrganisationFilter {
  readonly uuids?: readonly string[];
  /** Only organisations that have users here. */
  readonly hasUsers?: boolean;
  readonly type?: string;
  readonly sector?: string;
  readonly nationality?: string;
}

/** `%` anywhere in a text stands for any characters. */
export interface SharingGroupFilter {
  readonly uuids?: readonly string[];
  readonly name?: string;
  readonly releasability?: string;
}

/** What a tool offers this node's directory. */
export type Offer =
  | {
      readonly kind: 'organisation';
      readonly uuid: string;
      readonly name: string;
      readonly url?: string | null;
      readonly nationality?: string | null;
      readonly sector?: string | null;
      readonly type?: string | null;
      readonly contacts?: string | null;
    }
  | {
      readonly kind: 'sharing-group';
      readonly uuid: string;
      readonly name: string;
      readonly releasability?: string | null;
      readonly description?: string | null;
      readonly active?: boolean;
      readonly organisation: { readonly uuid: string; readonly name: string };
      readonly members: readonly { readonly uuid: string; readonly name: string; readonly extend: boolean }[];
    };

export interface Captured {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Why it was refused; null otherwise. */
  readonly reason: string | null;
}

/** The little the core lends an action: it runs as the calling user, within what that user may see and change. */
export interface Host {
  readonly directory: {
    organisations(filter: OrganisationFilter): Promise<readonly DirectoryOrganisation[]>;
    sharingGroups(filter: SharingGroupFilter): Promise<readonly DirectorySharingGroup[]>;
  };
  /** Offers a record to the directory; the noun it is decides. */
  capture(offer: Offer): Promise<Captured>;
}
