// Writes to the office as a customer and shows what is said; so does every line that is typed. Ctrl-C ends it.
import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createConnection } from '@waycast/client';

// biome-ignore lint/style/noProcessEnv: a script of its own takes its settings from there
const { URL: url = 'http://localhost:3000', TOKEN } = process.env;
const token =
  TOKEN ??
  execFileSync('npx', ['waycast', 'token', '--subject', 'rita', '--role', 'customer'], {
    encoding: 'utf8',
  }).trim();

const connection = createConnection({ url, token });
const { conversationId } = await connection.http.openConversation({ name: 'Rita' });
connection.connect();
console.log(`Conversation ${conversationId}`);

let shown = 0;
const feed = connection.conversation(conversationId, ({ messages }) => {
  for (const { offset, senderName, senderId, body } of messages) {
    if (offset <= shown) continue;
    shown = offset;
    console.log(`${senderName ?? senderId}: ${body}`);
  }
});
// Kept until the server has it, and stored once, however often the connection breaks.
feed.send({ body: process.argv[2] ?? 'I left my umbrella in the car.' });
createInterface({ input: process.stdin }).on('line', (body) => feed.send({ body }));
