/** An animated WebP out of still ones (RFC 9649 §2.7): README pictures move without a plug-in or an encoder of our own. */
export interface Frame {
  /** A whole WebP file, lossy or lossless, without transparency. */
  readonly image: Buffer
  readonly milliseconds: number
}

const RIFF_HEADER = 12
const CHUNK_HEADER = 8

export function joinFrames(width: number, height: number, frames: readonly Frame[]): Buffer {
  const extended = Buffer.alloc(10)
  // Only the flag for animation.
  extended.writeUInt8(0b10)
  extended.writeUIntLE(width - 1, 4, 3)
  extended.writeUIntLE(height - 1, 7, 3)
  // Background transparent black, and 0: for ever.
  const forever = Buffer.alloc(6)
  const chunks = [chunk('VP8X', extended), chunk('ANIM', forever)]
  for (const { image, milliseconds } of frames) {
    const header = Buffer.alloc(16)
    header.writeUIntLE(width - 1, 6, 3)
    header.writeUIntLE(height - 1, 9, 3)
    header.writeUIntLE(milliseconds, 12, 3)
    // Each frame replaces all of the one before: no blending.
    header.writeUInt8(0b10, 15)
    chunks.push(chunk('ANMF', Buffer.concat([header, bitstreamOf(image)])))
  }
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  return chunk('RIFF', body)
}

/** The chunk with the picture itself, whatever else the file carries. */
function bitstreamOf(image: Buffer): Buffer {
  for (let at = RIFF_HEADER; at + CHUNK_HEADER <= image.length;) {
    const size = CHUNK_HEADER + image.readUInt32LE(at + 4)
    const padded = size + (size % 2)
    if (['VP8 ', 'VP8L'].includes(image.toString('latin1', at, at + 4))) return image.subarray(at, at + padded)
    at += padded
  }
  throw new TypeError('Unexpected file: no still WebP')
}

function chunk(name: string, body: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from(name, 'latin1'), size, body, Buffer.alloc(body.length % 2)])
}
