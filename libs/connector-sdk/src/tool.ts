/** Where a tool is and how it is asked; the host makes the HTTP client of it and lets it go nowhere else. */
export interface Address {
  /** The base address as it was entered; paths are put behind it unchanged. */
  readonly url: string;
  /** Sent with every request, such as the credential. What is sent has a content type by itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes any certificate: only where the operator chose so. */
  readonly trustsAnyCertificate?: boolean;
  /** Certificates (PEM) of authorities that vouch for the tool, besides those everybody trusts. */
  readonly authority?: string;
  /** Milliseconds for one exchange; 30,000 when absent. */
  readonly timeoutMs?: number;
}

/** What a tool answered, whatever its status: look at it before the body. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. Throws `RemoteFailed` when it is none. */
  json(): unknown;
}

/** Asking the tool. Knows proxy, TLS and time limits, follows no redirect, and is told the credential by `address`. */
export interface ToolHttp {
  /** Asks and changes nothing there; the one way of asking for tables and health. Throws `RemoteFailed` without an answer. */
  get(path: string): Promise<Reply>;
  /** Sends; `json` of `null` is sent as the text `null`. Throws `RemoteFailed` without an answer. */
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, json?: unknown): Promise<Reply>;
  /** Asks by POST what changes nothing there. Throws `RemoteFailed` without an answer. */
  ask(path: string, json?: unknown): Promise<Reply>;
}

/** For the operator of this node. Never give it a secret. */
export interface ToolLog {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** A configured connection to a tool, as the host lends it for the time of one call. */
export interface Tool<S = unknown> {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  /** As the connector's own schema reads them, secrets opened. */
  readonly settings: S;
  readonly http: ToolHttp;
  readonly log: ToolLog;
  /** The host's clock. */
  now(): Date;
  /** Ends when the caller is gone or the host stops. */
  readonly signal: AbortSignal;
}

export const healthStates = ['unknown', 'ok', 'issues', 'error'] as const;

/** How a tool is; `message` is one sentence for people. */
export interface Health {
  readonly state: (typeof healthStates)[number];
  readonly message: string;
  readonly version?: string;
  /** Findings worth a row each. */
  readonly findings?: readonly Finding[];
}

export interface Finding {
  readonly id: string;
  readonly label: string;
  readonly severity: 'info' | 'warning' | 'danger';
  readonly message: string;
  /** The action that mends it, if there is one. */
  readonly remedy?: string;
}
