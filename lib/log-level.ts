/** How much the deployed functions log. INFO has a line for each request. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'];
export const LOG_LEVEL_DEFAULT = 'INFO';
