import { type WireBody, WireRefusal, wireMessages } from '@cerebrate/cerebrate-wire';
import { NewBookmark } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { BookmarksService } from '../../identity/index.js';
import { InvalidInput, NotAllowed, NotFound } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { said } from '../answers/replies.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** The bookmarks among the original's user settings (WIRE-CONTRACT §3.18). */
@Controller()
export class DialectBookmarks {
  constructor(@Inject(BookmarksService) private readonly bookmarks: BookmarksService) {}

  @Speaks('userSettings/saveMyBookmark', 'POST', 'signed-in')
  save(exchange: Exchange) {
    const body = exchange.body();
    return answered('Bookmark saved.', () =>
      this.bookmarks.save(
        exchange.principal,
        judged(NewBookmark, {
          label: textOf(body, 'bookmark_label'),
          name: textOf(body, 'bookmark_name'),
          url: textOf(body, 'bookmark_url'),
        }),
      ),
    );
  }

  @Speaks('userSettings/deleteMyBookmark', 'POST DELETE', 'signed-in')
  async delete(exchange: Exchange) {
    const body = exchange.body();
    const name = textOf(body, 'bookmark_name');
    return answered('Bookmark deleted.', () =>
      this.bookmarks.remove(exchange.principal, textOf(body, 'bookmark_url'), name === '' ? undefined : name),
    );
  }
}

const textOf = (body: WireBody, key: string): string => {
  const value = body[key];
  return typeof value === 'string' ? value : '';
};

/** A save that is refused answers 200 with the reason, as every save of the original does (WIRE-CONTRACT §2.9). */
async function answered(message: string, act: () => Promise<readonly unknown[]>) {
  try {
    const bookmarks = await act();
    return said({ message, success: true, data: bookmarks });
  } catch (error) {
    if (error instanceof NotFound) throw new WireRefusal(404, wireMessages.notFound);
    if (error instanceof InvalidInput || error instanceof NotAllowed)
      return said({ message: error.message, success: false });
    throw error;
  }
}
