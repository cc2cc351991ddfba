/** Booking where the operator chose hCaptcha. */
import { describeChallengeService } from './challenge-service.ts';

describeChallengeService('hcaptcha', 'hCaptcha');
