/** A server's address without a trailing slash. Throws a TypeError when it is not an http(s) address. */
export function baseUrl(url: string): string {
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new TypeError(
      `The url is '${url}'; it takes the server's http or https address, like https://waycast.example.com.`,
    );
  }
  return url.replace(/\/+$/, '');
}
