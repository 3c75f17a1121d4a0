/**
 * The events of Google Analytics 4 under our names. A `page_view` or `screen_view` is none of them:
 * it is a `page` or `screen` message. Only the names are mapped; GA4's parameters differ from ours.
 *
 * @example
 * ```ts
 * ga4EventNames['add_to_cart']; // 'Product Added'
 * ```
 */
export const ga4EventNames = {
  ad_impression: 'Ad Exposed',
  add_payment_info: 'Payment Info Entered',
  add_shipping_info: 'Checkout Step Completed',
  add_to_cart: 'Product Added',
  add_to_wishlist: 'Product Added to Wishlist',
  app_exception: 'Application Crashed',
  app_remove: 'Application Uninstalled',
  app_update: 'Application Updated',
  begin_checkout: 'Checkout Started',
  file_download: 'File Downloaded',
  first_open: 'Application Installed',
  form_submit: 'Form Submitted',
  login: 'Signed In',
  notification_open: 'Push Notification Tapped',
  notification_receive: 'Push Notification Received',
  purchase: 'Order Completed',
  refund: 'Order Refunded',
  remove_from_cart: 'Product Removed',
  scroll: 'Page Scrolled',
  search: 'Products Searched',
  select_item: 'Product Clicked',
  select_promotion: 'Promotion Clicked',
  share: 'Product Shared',
  sign_up: 'Signed Up',
  video_complete: 'Video Playback Completed',
  video_progress: 'Video Content Playing',
  video_start: 'Video Playback Started',
  view_cart: 'Cart Viewed',
  view_item: 'Product Viewed',
  view_item_list: 'Product List Viewed',
  view_promotion: 'Promotion Viewed',
  view_search_results: 'Products Searched',
} as const satisfies Readonly<Record<string, string>>;
