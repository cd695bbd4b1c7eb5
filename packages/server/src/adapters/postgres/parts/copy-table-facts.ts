/** SQL that gives the new `location_events` what `like` leaves out: the comment, and who may do what with it. */
export function copyTableFacts(from: string): string {
  return `do $$
      declare granted record;
      begin
        execute format('comment on table location_events is %L', obj_description('${from}'::regclass));
        for granted in select (aclexplode(relacl)).* from pg_class where oid = '${from}'::regclass loop
          execute format('grant %s on location_events to %s', granted.privilege_type,
            case granted.grantee when 0 then 'public' else granted.grantee::regrole::text end);
        end loop;
      end $$;`;
}
