import { createProgram } from './gl-program.ts';
import { MARKER_FLOATS, type MarkerBuffer } from './marker-buffer.ts';
import { FRAGMENT_SHADER, VERTEX_SHADER } from './marker-shader.ts';
import { type Palette, toRgb } from './palette.ts';

/** The camera in CSS pixels; the map never tilts or turns. */
export interface Camera {
  readonly width: number;
  readonly height: number;
  /** Pixels across the whole mercator world. */
  readonly worldSize: number;
  /** Mercator coordinates of the top left corner. */
  readonly left: number;
  readonly top: number;
}

export interface PaintOptions {
  readonly camera: Camera;
  readonly pageMs: number;
  readonly radiusPx: number;
  readonly pixelRatio: number;
  /** Whether directions are drawn: below a size they are noise. */
  readonly directions: boolean;
  /** Opacity of all but the selected one. */
  readonly dim: number;
}

/** Draws a marker buffer with WebGL 2. */
export interface MarkerPainter {
  upload(buffer: MarkerBuffer): void;
  setPalette(palette: Palette): void;
  paint(buffer: MarkerBuffer, options: PaintOptions): void;
  destroy(): void;
}

const CORNERS = new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]);
const BYTES = 4;

export function createMarkerPainter(gl: WebGL2RenderingContext): MarkerPainter {
  const program = createProgram(gl, VERTEX_SHADER, FRAGMENT_SHADER);
  const instances = gl.createBuffer();
  const shape = describe(gl, program, instances);
  const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const at = {
    now: uniform('u_now'),
    worldSize: uniform('u_worldSize'),
    shift: uniform('u_shift'),
    viewport: uniform('u_viewport'),
    radius: uniform('u_radius'),
    reach: uniform('u_reach'),
    nose: uniform('u_nose'),
    dim: uniform('u_dim'),
    colors: uniform('u_colors'),
    halo: uniform('u_halo'),
    accent: uniform('u_accent'),
  };
  // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's useProgram is no hook of React
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

  return {
    upload({ data, count }) {
      gl.bindBuffer(gl.ARRAY_BUFFER, instances);
      gl.bufferData(gl.ARRAY_BUFFER, data.subarray(0, count * MARKER_FLOATS), gl.DYNAMIC_DRAW);
    },
    setPalette({ fresh, late, stale, offline, halo, accent }) {
      gl.uniform3fv(at.colors, [fresh, fresh, late, stale, offline].flatMap(toRgb));
      gl.uniform3fv(at.halo, toRgb(halo));
      gl.uniform3fv(at.accent, toRgb(accent));
    },
    paint(buffer, { camera, pageMs, radiusPx, pixelRatio, directions, dim }) {
      gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform1f(at.now, (pageMs - buffer.baseMs) / 1000);
      gl.uniform1f(at.worldSize, camera.worldSize);
      const shiftX = (buffer.originX - camera.left) * camera.worldSize;
      const shiftY = (buffer.originY - camera.top) * camera.worldSize;
      gl.uniform2f(at.shift, shiftX, shiftY);
      gl.uniform2f(at.viewport, camera.width, camera.height);
      gl.uniform1f(at.reach, radiusPx);
      gl.uniform1f(at.radius, radiusPx * pixelRatio);
      gl.uniform1f(at.nose, directions ? 1 : 0);
      gl.uniform1f(at.dim, dim);
      gl.bindVertexArray(shape);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, buffer.count);
    },
    destroy() {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

/** Which floats of the buffers feed which attributes. */
function describe(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  instances: WebGLBuffer,
): WebGLVertexArrayObject {
  const shape = gl.createVertexArray();
  gl.bindVertexArray(shape);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, CORNERS, gl.STATIC_DRAW);
  const corner = gl.getAttribLocation(program, 'a_corner');
  gl.enableVertexAttribArray(corner);
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
  gl.bindBuffer(gl.ARRAY_BUFFER, instances);
  for (const [name, size, offset] of [
    ['a_path', 4, 0],
    ['a_times', 4, 4],
    ['a_look', 2, 8],
  ] as const) {
    const location = gl.getAttribLocation(program, name);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, gl.FLOAT, false, MARKER_FLOATS * BYTES, offset * BYTES);
    gl.vertexAttribDivisor(location, 1);
  }
  return shape;
}
