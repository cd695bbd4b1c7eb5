/**
 * One square per vehicle, shaped in the fragment shader by distance fields, so that markers stay sharp at any size:
 * moving = disc with a nose; standing = disc; late = the same as an outline; stale = small ring; offline = cross.
 */
export const VERTEX_SHADER = `#version 300 es
precision highp float;
in vec2 a_corner;
in vec4 a_path;
in vec4 a_times;
in vec2 a_look;
uniform float u_now;
uniform float u_worldSize;
uniform vec2 u_shift;
uniform vec2 u_viewport;
uniform float u_reach;
uniform float u_nose;
out vec2 v_at;
flat out float v_state;
flat out float v_selected;

void main() {
  float span = a_times.y - a_times.x;
  float fraction = span > 0.0 ? clamp((u_now - a_times.x) / span, 0.0, 1.0) : 1.0;
  vec2 pixel = mix(a_path.xy, a_path.zw, fraction) * u_worldSize + u_shift;
  float heading = mix(a_times.z, a_times.w, clamp(fraction * 3.0, 0.0, 1.0));
  v_state = a_look.x;
  v_selected = a_look.y;
  float scale = 1.0 + 0.3 * a_look.y;
  // No more pixels than the shape covers: dots, arrows, and the ring of the selected one.
  float extent = a_look.y > 0.5 ? 2.3 : u_nose > 0.5 ? 1.85 : 1.5;
  float reach = u_reach * scale * extent;
  v_at = a_corner * extent;
  float c = cos(heading);
  float s = sin(heading);
  vec2 turned = a_look.x < 0.5 || a_look.x == 2.0 ? vec2(a_corner.x * c - a_corner.y * s, a_corner.x * s + a_corner.y * c) : a_corner;
  vec2 at = pixel + turned * reach;
  gl_Position = vec4(at.x / u_viewport.x * 2.0 - 1.0, 1.0 - at.y / u_viewport.y * 2.0, 0.0, 1.0);
}`;

export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
in vec2 v_at;
flat in float v_state;
flat in float v_selected;
uniform vec3 u_colors[5];
uniform vec3 u_halo;
uniform vec3 u_accent;
uniform float u_radius;
uniform float u_nose;
uniform float u_dim;
out vec4 color;

float triangle(vec2 p, vec2 tip, vec2 left, vec2 right) {
  vec2 e0 = left - tip, e1 = right - left, e2 = tip - right;
  vec2 v0 = p - tip, v1 = p - left, v2 = p - right;
  vec2 q0 = v0 - e0 * clamp(dot(v0, e0) / dot(e0, e0), 0.0, 1.0);
  vec2 q1 = v1 - e1 * clamp(dot(v1, e1) / dot(e1, e1), 0.0, 1.0);
  vec2 q2 = v2 - e2 * clamp(dot(v2, e2) / dot(e2, e2), 0.0, 1.0);
  float side = sign(e0.x * e2.y - e0.y * e2.x);
  vec2 d = min(min(vec2(dot(q0, q0), side * (v0.x * e0.y - v0.y * e0.x)), vec2(dot(q1, q1), side * (v1.x * e1.y - v1.y * e1.x))), vec2(dot(q2, q2), side * (v2.x * e2.y - v2.y * e2.x)));
  return -sqrt(d.x) * sign(d.y);
}

float body() {
  float disc = length(v_at) - (v_state > 2.5 ? 0.62 : 0.8);
  bool nose = u_nose > 0.5 && (v_state < 0.5 || v_state == 2.0);
  return nose ? min(disc, triangle(v_at, vec2(0.0, -1.5), vec2(-0.66, -0.42), vec2(0.66, -0.42))) : disc;
}

float cross_shape() {
  vec2 p = abs(vec2(v_at.x + v_at.y, v_at.x - v_at.y)) * 0.7071;
  return min(max(p.x - 0.86, p.y - 0.17), max(p.x - 0.17, p.y - 0.86));
}

void main() {
  float pixel = 1.0 / u_radius;
  bool crossed = v_state > 3.5 && u_nose > 0.5;
  float shape = crossed ? cross_shape() : body();
  float line = max(0.2, 1.6 * pixel);
  bool hollow = (v_state == 2.0 || v_state == 3.0) && u_nose > 0.5;
  vec3 fill = u_colors[int(v_state + 0.5)];
  float inside = 1.0 - smoothstep(-pixel * 0.6, pixel * 0.6, shape);
  float core = hollow ? 1.0 - smoothstep(-pixel * 0.6, pixel * 0.6, shape + line * 1.3) : 0.0;
  float halo = 1.0 - smoothstep(-pixel * 0.6, pixel * 0.6, shape - line);
  vec3 mark = mix(fill, u_halo, core);
  vec4 painted = vec4(mix(u_halo, mark, inside), halo);
  if (v_selected > 0.5) {
    float ring = abs(length(v_at) - 1.85) - line * 0.9;
    float around = 1.0 - smoothstep(-pixel * 0.6, pixel * 0.6, ring);
    float wash = (1.0 - smoothstep(1.84, 1.86, length(v_at))) * 0.18;
    painted = painted.a > 0.01 ? vec4(mix(u_accent, painted.rgb, painted.a), max(painted.a, wash)) : vec4(u_accent, wash);
    painted = mix(painted, vec4(u_accent, 1.0), around);
  }
  float faded = v_state > 2.5 && v_selected < 0.5 ? 0.85 : 1.0;
  float alpha = painted.a * faded * (v_selected > 0.5 ? 1.0 : u_dim);
  color = vec4(painted.rgb * alpha, alpha);
}`;
