import { describe, expect, it } from 'vitest';
import { shortAddress, webAddress } from './web-address.js';

describe('a website as it is stored', () => {
  it('is linked when it is a web address, and when it is a bare host', () => {
    expect(webAddress('https://www.circl.lu/pub')).toBe('https://www.circl.lu/pub');
    expect(webAddress('www.circl.lu')).toBe('https://www.circl.lu');
    expect(webAddress('bücher.example/team')).toBe('https://bücher.example/team');
    expect(webAddress('circl.lu:8443/x')).toBe('https://circl.lu:8443/x');
  });

  it('is no link when it would run something or lead nowhere', () => {
    for (const text of [null, '', 'javascript:alert(1)', 'data:text/html,x', 'https://', 'see our page', 'http://[::1'])
      expect(webAddress(text)).toBeUndefined();
  });

  it('is said without scheme and last slash', () => {
    expect(shortAddress('https://www.circl.lu/')).toBe('www.circl.lu');
    expect(shortAddress('circl.lu/team')).toBe('circl.lu/team');
  });
});
