/** As a browser reads it, unless it is not UTF-8: then the server would be sent characters that nobody wrote. */
export async function textOf(file: File): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error('The file is not UTF-8. In a spreadsheet program, save it as “CSV UTF-8”.');
  }
}
