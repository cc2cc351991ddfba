/** All tests of `lib/` as one suite: Jest takes 10 s to load the CDK for each suite that imports it. */
import './alarms.ts';
import './bundle.ts';
import './dashboard.ts';
import './issuer.ts';
import './list.ts';
import './nag.ts';
import './notices.ts';
import './operator-settings.ts';
import './page.ts';
import './rights.ts';
import './secrets.ts';
import './sources.ts';
import './stack.ts';
import './stages.ts';
import './throttles.ts';
import './web-acl.ts';
import './webhooks.ts';
