/** Reads the QR code in pictures of a camera: with the reader of the browser, or else with one that is loaded then. */

/** @returns the text of the code in the picture, undefined if there is none. */
export type ReadFrame = (video: HTMLVideoElement) => Promise<string | undefined>;

/** Not every browser has it, and TypeScript does not know it. */
type Detector = { detect: (source: CanvasImageSource) => Promise<{ rawValue: string }[]> };
type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
};

export async function frameReader(): Promise<ReadFrame> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  const formats = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (BarcodeDetector === undefined || !formats.includes('qr_code')) return ownReader();
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

/** The square in the middle is read, as large as this at most. */
const SIDE_PIXELS = 800;
/** For one picture, of which there are several a second. */
const PATIENCE_MS = 60;

async function ownReader(): Promise<ReadFrame> {
  const { default: decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const pixels = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    const from = Math.min(videoWidth, videoHeight);
    if (pixels === null || from === 0) return undefined;
    const side = Math.min(from, SIDE_PIXELS);
    if (canvas.width !== side) {
      canvas.width = side;
      canvas.height = side;
    }
    const [x, y] = [(videoWidth - from) / 2, (videoHeight - from) / 2];
    pixels.drawImage(video, x, y, from, from, 0, 0, side, side);
    try {
      return decodeQR(pixels.getImageData(0, 0, side, side), { timeLimit: PATIENCE_MS });
    } catch {
      return undefined;
    }
  };
}
