import { Controller } from '@nestjs/common';
import { filtersOf } from '../answers/filters-of.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/**
 * `filtering` of the original draws a form for browsers, and answers a program that asks for JSON with that form's markup
 * or with 500 (recordings 104, 332). Here a program is told what the list can be filtered by. Accounts and
 * messages answer beside their lists.
 */
@Controller()
export class DialectFiltering {
  @Speaks('organisations/filtering', 'GET', 'organisation:read')
  organisations(exchange: Exchange) {
    return filtersOf(exchange);
  }

  @Speaks('individuals/filtering', 'GET', 'individual:read')
  individuals(exchange: Exchange) {
    return filtersOf(exchange);
  }

  @Speaks('orgGroups/filtering', 'GET', 'orgGroup:read')
  orgGroups(exchange: Exchange) {
    return filtersOf(exchange);
  }

  @Speaks('auditLogs/filtering', 'GET', 'audit:read')
  auditLogs(exchange: Exchange) {
    return filtersOf(exchange);
  }
}
