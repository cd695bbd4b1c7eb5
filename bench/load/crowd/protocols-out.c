// What each protocol writes.
#include "crowd.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A masked frame whose mask is zero: valid, and the payload stays as it is.
void send_websocket_text(struct conn *c, const char *text, size_t length) {
  unsigned char frame[65536];
  size_t head = length < 126 ? 2 : 4;
  if (length > sizeof frame - 8) die("a text is too long");
  frame[0] = 0x81;
  if (head == 2) frame[1] = (unsigned char)(0x80 | length);
  else {
    frame[1] = 0xfe;
    frame[2] = (unsigned char)(length >> 8);
    frame[3] = (unsigned char)length;
  }
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, text, length);
  send_bytes(c, frame, head + 4 + length);
}

// `CONNECT`, `SUB topic`, `PUB topic payload` as MQTT 3.1.1 packets; publishing with QoS 1.
static void send_mqtt(struct conn *c, const char *text, size_t length) {
  unsigned char body[4096], packet[4200];
  size_t n = 0;
  unsigned char type;
  if (strncmp(text, "CONNECT", 7) == 0) {
    char id[32];
    int id_len = snprintf(id, sizeof id, "crowd-%d-%d", (int)getpid(), c->number);
    static const unsigned char fixed[] = {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0};
    type = 0x10;
    memcpy(body, fixed, sizeof fixed);
    n = sizeof fixed;
    body[n++] = 0;
    body[n++] = (unsigned char)id_len;
    memcpy(body + n, id, (size_t)id_len);
    n += (size_t)id_len;
  } else {
    int publishing = text[0] == 'P';
    const char *topic = text + 4, *end = memchr(topic, ' ', length - 4);
    size_t topic_len = publishing && end != NULL ? (size_t)(end - topic) : length - 4;
    type = publishing ? 0x32 : 0x82;
    if (length > sizeof body - 16) die("a text is too long");
    if (!publishing) {
      body[n++] = 0;
      body[n++] = 1;
    }
    body[n++] = (unsigned char)(topic_len >> 8);
    body[n++] = (unsigned char)topic_len;
    memcpy(body + n, topic, topic_len);
    n += topic_len;
    if (publishing) {
      unsigned id = (unsigned)(pub.sequence % 65000) + 1;
      body[n++] = (unsigned char)(id >> 8);
      body[n++] = (unsigned char)id;
      memcpy(body + n, topic + topic_len + 1, length - 5 - topic_len);
      n += length - 5 - topic_len;
    } else body[n++] = 0;
  }
  size_t head = 0;
  packet[head++] = type;
  size_t left = n;
  do {
    packet[head++] = (unsigned char)((left & 127) | (left > 127 ? 128 : 0));
    left >>= 7;
  } while (left > 0);
  memcpy(packet + head, body, n);
  send_bytes(c, packet, head + n);
}

// `SUB topic` and `PUB topic payload`; a PING behind each, whose PONG is the ack.
static void send_nats(struct conn *c, const char *text, size_t length) {
  char line[8192];
  int n;
  if (strncmp(text, "PUB ", 4) == 0) {
    const char *end = memchr(text + 4, ' ', length - 4);
    if (end == NULL) die("PUB without payload");
    int payload = (int)(text + length - end - 1);
    n = snprintf(line, sizeof line, "%.*s %d\r\n%.*s\r\nPING\r\n", (int)(end - text), text, payload, payload, end + 1);
  } else if (strncmp(text, "SUB ", 4) == 0) {
    static long sid;
    n = snprintf(line, sizeof line, "%.*s %ld\r\nPING\r\n", (int)length, text, ++sid);
  } else n = snprintf(line, sizeof line, "%.*s\r\n", (int)length, text);
  send_bytes(c, line, (size_t)n);
}

// A POST; the connection's first text holds its headers, the path may name the vehicle.
void send_http(struct conn *c, const char *path, const char *text, size_t length) {
  char request[16384];
  int n = snprintf(request, sizeof request,
                   "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%s%sContent-Length: %zu\r\n\r\n%.*s", path,
                   host_name, c->text == NULL ? "" : c->text, c->text == NULL ? "" : "\r\n", length, (int)length, text);
  if (n >= (int)sizeof request) die("a request is too long");
  send_bytes(c, request, (size_t)n);
}

void say(struct conn *c, const char *text, size_t length) {
  switch (c->proto) {
    case SOCKETIO:
    case WEBSOCKET: send_websocket_text(c, text, length); break;
    case MQTT: send_mqtt(c, text, length); break;
    case NATS: send_nats(c, text, length); break;
    default: break;
  }
}

void say_all(struct conn *c) {
  const char *at = c->text;
  if (c->proto == HTTP || c->proto == SSE) at = NULL;
  while (at != NULL && *at != '\0' && c->fd >= 0) {
    const char *end = strchrnul(at, '\n');
    say(c, at, (size_t)(end - at));
    at = *end == '\0' ? NULL : end + 1;
  }
}

void send_handshake(struct conn *c) {
  char request[8192];
  int n = 0;
  if (c->proto == SOCKETIO || c->proto == WEBSOCKET)
    n = snprintf(request, sizeof request,
                 "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", c->path, host_name);
  else if (c->proto == SSE)
    n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", c->path, host_name);
  if (n >= (int)sizeof request) die("a path is too long");
  if (n > 0) send_bytes(c, request, (size_t)n);
  else joined(c);
}
