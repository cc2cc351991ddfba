/** Booking where the operator chose Turnstile. */
import { describeChallengeService } from './challenge-service.ts';

describeChallengeService('turnstile', 'Cloudflare Turnstile');
