-- A browser is one tenant's at a time: who signs in there takes it over, from whatever tenant.
create index push_subscriptions_by_browser on push_subscriptions (subscription_id);
