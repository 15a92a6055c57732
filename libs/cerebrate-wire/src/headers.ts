/** Response headers of the dialect as recorded (contract 0). No CORS, `Link` or `ETag`: the original has none. */
export const wireHeaders = {
  /** Without charset. */
  json: 'application/json',
  csv: 'text/csv; charset=UTF-8',
  /** Name of the header every index but `/alignments` and `/localTools` sends: rows before paging. */
  total: 'X-Total-Count',
  /** Sent to every authenticated caller. */
  noStore: {
    Expires: 'Thu, 19 Nov 1981 08:52:00 GMT',
    'Cache-Control': 'no-store, no-cache, must-revalidate',
    Pragma: 'no-cache',
  },
} as const;
