// What each protocol brings: frames told apart by their first bytes, and counted.
#include "crowd.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void complain(const unsigned char *text, size_t length) {
  if (totals.refused++ < 3) fprintf(stderr, "crowd: refused: %.*s\n", (int)(length > 300 ? 300 : length), (const char *)text);
}

static void socketio_packet(struct conn *c, const unsigned char *p, size_t n) {
  if (n == 0) return;
  if (p[0] == '0') {
    // The first text is the namespace's CONNECT packet, the rest follows once it is answered.
    const char *end = strchrnul(c->text, '\n');
    send_websocket_text(c, c->text, (size_t)(end - c->text));
  } else if (p[0] == '2') send_websocket_text(c, "3", 1);
  else if (p[0] != '4' || n < 2) return;
  else if (p[1] == '2') event(c, p, n);
  else if (p[1] == '3') {
    if (memmem(p, n < 200 ? n : 200, "\"ok\":true", 9) == NULL) complain(p, n);
    acknowledged(c, number_after(p + 2, p + n));
  } else if (p[1] == '0' && c->phase == HANDSHAKE) {
    char *all = c->text, *rest = strchr(c->text, '\n');
    c->text = rest == NULL ? NULL : rest + 1;
    joined(c);
    c->text = all;
  } else if (p[1] == '4') complain(p, n);
}

static void websocket_message(struct conn *c, const unsigned char *p, size_t n) {
  static const char ack[] = "{\"type\":\"ack\"";
  if (n < sizeof ack || memcmp(p, ack, sizeof ack - 1) != 0) return event(c, p, n);
  if (memmem(p, n, "\"ok\":true", 9) == NULL) complain(p, n);
  const unsigned char *id = memmem(p, n, "\"id\":", 5);
  acknowledged(c, id == NULL ? -1 : number_after(id + 5, p + n));
}

// Takes one frame at the front of the input; returns its length, 0 when it is not whole yet.
static size_t take_websocket(struct conn *c, const unsigned char *p, size_t n) {
  if (n < 2) return 0;
  size_t head = 2, length = p[1] & 127;
  if (length == 126) {
    if (n < 4) return 0;
    head = 4;
    length = (size_t)p[2] << 8 | p[3];
  } else if (length == 127) {
    if (n < 10) return 0;
    head = 10;
    length = 0;
    for (int k = 2; k < 10; k++) length = length << 8 | p[k];
  }
  if (n < head + length) return 0;
  int opcode = p[0] & 15;
  if (opcode == 1 && c->proto == SOCKETIO) socketio_packet(c, p + head, length);
  else if (opcode == 1) websocket_message(c, p + head, length);
  else if (opcode == 9) {
    unsigned char pong[6] = {0x8a, 0x80, 0, 0, 0, 0};
    send_bytes(c, pong, sizeof pong);
  } else if (opcode == 8) shut(c, 1);
  return head + length;
}

static size_t take_mqtt(struct conn *c, const unsigned char *p, size_t n) {
  size_t head = 1, length = 0;
  for (int shift = 0;; shift += 7) {
    if (head >= n) return 0;
    length |= (size_t)(p[head] & 127) << shift;
    if ((p[head++] & 128) == 0) break;
  }
  if (n < head + length) return 0;
  int type = p[0] >> 4;
  if (type == 3) event(c, p + head, length);
  else if (type == 4 || type == 9) acknowledged(c, -1);
  return head + length;
}

static size_t take_nats(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\r\n", 2);
  if (end == NULL) return 0;
  size_t line = (size_t)(end - p) + 2;
  if (p[0] == 'M') {
    const unsigned char *space = memrchr(p, ' ', line);
    size_t length = (size_t)number_after(space + 1, end);
    if (n < line + length + 2) return 0;
    event(c, end + 2, length);
    return line + length + 2;
  }
  if (memcmp(p, "PONG", 4) == 0) acknowledged(c, -1);
  else if (memcmp(p, "PING", 4) == 0) send_bytes(c, "PONG\r\n", 6);
  else if (p[0] == '-') complain(p, line);
  return line;
}

static size_t take_http(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = (size_t)(end - p) + 4, length = 0;
  char *field = strcasestr((const char *)p, "content-length:");
  if (field != NULL && (unsigned char *)field < end) length = (size_t)atoll(field + 15);
  if (n < head + length) return 0;
  if (p[9] != '2') complain(p, head + length);
  acknowledged(c, -1);
  return head + length;
}

// Chunk lengths are left in: an event is what begins with `data:` on its line and ends with an empty one.
static size_t take_sse(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\n\n", 2);
  if (end == NULL) return 0;
  size_t length = (size_t)(end - p) + 2;
  if (memmem(p, length, "data: {", 7) != NULL) event(c, p, length);
  return length;
}

static size_t take_upgrade(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  int wanted = c->proto == SSE ? memcmp(p, "HTTP/1.1 200", 12) : memcmp(p, "HTTP/1.1 101", 12);
  if (wanted != 0) {
    complain(p, n);
    shut(c, 1);
  } else if (c->proto != SOCKETIO) joined(c);
  return (size_t)(end - p) + 4;
}

size_t take(struct conn *c, const unsigned char *p, size_t n) {
  // Socket.IO goes on with its own handshake in the same phase, told apart by the first byte of a frame.
  if (c->phase == HANDSHAKE && n > 0 && p[0] == 'H') return take_upgrade(c, p, n);
  switch (c->proto) {
    case MQTT: return take_mqtt(c, p, n);
    case NATS: return take_nats(c, p, n);
    case SSE: return take_sse(c, p, n);
    case HTTP: return take_http(c, p, n);
    default: return take_websocket(c, p, n);
  }
}
