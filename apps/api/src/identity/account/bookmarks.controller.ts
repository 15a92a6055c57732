import { bookmarks } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { BookmarksService } from './bookmarks.service.js';

@Controller()
export class BookmarksController {
  constructor(@Inject(BookmarksService) private readonly bookmarks: BookmarksService) {}

  @Serves(bookmarks.list)
  async list({ principal }: Asked<typeof bookmarks.list>) {
    return { items: await this.bookmarks.list(principal) };
  }

  @Serves(bookmarks.save)
  async save({ principal, body }: Asked<typeof bookmarks.save>) {
    return { items: await this.bookmarks.save(principal, body) };
  }

  @Serves(bookmarks.remove)
  async remove({ principal, query }: Asked<typeof bookmarks.remove>) {
    return { items: await this.bookmarks.remove(principal, query.url) };
  }
}
