//! The tables, as the migrations make them on both databases (`tests/migrations.rs` compares).

#![expect(missing_docs, reason = "the tables are explained where they are made, in migrations/")]

diesel::table! {
    duties (name) {
        name -> Text,
        due_at -> BigInt,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<BigInt>,
        ran_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        state -> Text,
        payload -> Text,
        cursor -> Text,
        done -> BigInt,
        total -> Nullable<BigInt>,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<BigInt>,
        failure -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    limits (bucket) {
        bucket -> Text,
        empty_at -> BigInt,
    }
}

diesel::table! {
    daily_salts (day) {
        day -> Text,
        salt -> Binary,
    }
}

diesel::table! {
    spent_tokens (digest) {
        digest -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> Text,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        deed -> Text,
        target_kind -> Text,
        target_id -> Text,
        detail -> Text,
        actor_mark -> Nullable<Binary>,
        target_mark -> Nullable<Binary>,
    }
}

diesel::table! {
    audit_people (entry_id, field) {
        entry_id -> Text,
        field -> Text,
        salt -> Binary,
        person -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    audit_unsealed (entry_id) {
        entry_id -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    audit_seals (n) {
        n -> BigInt,
        entry_id -> Text,
        hash -> Binary,
    }
}

diesel::table! {
    audit_heads (n) {
        n -> BigInt,
        hash -> Binary,
        told_at -> BigInt,
        mac -> Binary,
    }
}

diesel::table! {
    letters (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        lane -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        state -> Text,
        pause_cause -> Nullable<Text>,
        again -> Bool,
        closed -> Bool,
        candidates -> BigInt,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Text,
        letter_id -> Text,
        lane -> Text,
        recipient_kind -> Text,
        recipient_id -> Text,
        state -> Text,
        attempts -> Integer,
        due_at -> BigInt,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<BigInt>,
        reply -> Nullable<Text>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        doubts -> Integer,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        email_key -> Text,
        email_sealed -> Binary,
        public_name -> Text,
        name_key -> Text,
        password_hash -> Nullable<Text>,
        role -> Text,
        confirmed_at -> Nullable<BigInt>,
        disabled_at -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> BigInt,
        staff_since -> Nullable<BigInt>,
        erasure -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (digest) {
        digest -> Text,
        account_id -> Text,
        browser -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        authenticated_at -> BigInt,
        ends_at -> BigInt,
    }
}

diesel::table! {
    account_links (digest) {
        digest -> Text,
        purpose -> Text,
        account_id -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    authenticators (id) {
        id -> Text,
        secret_sealed -> Binary,
        last_step -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    recovery_codes (digest) {
        digest -> Text,
        account_id -> Text,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Text,
        account_id -> Text,
        credential_key -> Text,
        passkey_sealed -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    former_addresses (id) {
        id -> Text,
        account_id -> Text,
        email_sealed -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sanctions (id) {
        id -> Text,
        account_id -> Text,
        number -> Integer,
        order_key -> Text,
        kind -> Text,
        days -> Nullable<Integer>,
        state -> Text,
        rule_number -> Integer,
        rule_version -> Integer,
        words -> Nullable<Text>,
        imposed_by -> Nullable<Text>,
        confirmed_by -> Nullable<Text>,
        begun_at -> BigInt,
        until -> Nullable<BigInt>,
        appeal -> Nullable<Text>,
        appeal_words -> Nullable<Text>,
        answer -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    sanction_outcomes (id) {
        id -> Text,
        day -> BigInt,
        kind -> Text,
        outcome -> Text,
        rule_number -> Integer,
        rule_version -> Integer,
    }
}

diesel::table! {
    pending_sign_ins (digest) {
        digest -> Text,
        account_id -> Text,
        version -> BigInt,
        lane -> Text,
        tries -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    email_changes (id) {
        id -> Text,
        email_key -> Text,
        email_sealed -> Binary,
        new_digest -> Nullable<Text>,
        old_digest -> Nullable<Text>,
        confirmed_at -> Nullable<BigInt>,
        agreed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    reserved_names (name_key) {
        name_key -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        digest -> Nullable<Text>,
        email_key -> Text,
        email_sealed -> Binary,
        role -> Text,
        invited_by -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        accepted_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    articles (id) {
        id -> Text,
        slug -> Text,
        state -> Text,
        language -> Text,
        category -> Text,
        title -> Text,
        standfirst -> Text,
        byline -> Text,
        body -> Text,
        published_on -> Nullable<Text>,
        comments -> Text,
        comments_until -> Nullable<Text>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    article_revisions (article_id, version) {
        article_id -> Text,
        version -> BigInt,
        title -> Text,
        standfirst -> Text,
        byline -> Text,
        category -> Text,
        body -> Text,
        editor_id -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    former_slugs (slug) {
        slug -> Text,
        article_id -> Text,
    }
}

diesel::table! {
    corrections (id) {
        id -> Text,
        article_id -> Text,
        corrected_on -> Text,
        text -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    media (name) {
        name -> Text,
        media_type -> Text,
        bytes -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    rules (number, version) {
        number -> Integer,
        version -> Integer,
        title -> Text,
        text -> Text,
        in_force -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    discussions (article_id) {
        article_id -> Text,
        next_place -> BigInt,
        published -> BigInt,
        version -> BigInt,
        pinned_comment -> Nullable<Text>,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        article_id -> Text,
        parent_id -> Nullable<Text>,
        state -> Text,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        account_id -> Nullable<Text>,
        staff -> Bool,
        email_key -> Nullable<Text>,
        email_sealed -> Nullable<Binary>,
        email_digest -> Nullable<Text>,
        email_confirmed -> Bool,
        path -> Nullable<Text>,
        depth -> Integer,
        listed -> Bool,
        replies -> BigInt,
        priority -> Integer,
        deciding -> Bool,
        pseudonym -> Nullable<Text>,
        sameness -> Nullable<Text>,
        editable_until -> Nullable<BigInt>,
        submitted_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        edited_at -> Nullable<BigInt>,
        wants_replies -> Bool,
        name_looks -> Nullable<Text>,
        reasons -> Text,
        cluster -> Nullable<Text>,
        rule_number -> Nullable<Integer>,
    }
}

diesel::table! {
    revisions (id) {
        id -> Text,
        comment_id -> Text,
        state -> Text,
        text -> Text,
        text_key -> Text,
        created_at -> BigInt,
        number -> Integer,
        ended_by -> Nullable<Text>,
        cluster -> Nullable<Text>,
        words -> Nullable<Text>,
        redacted_on -> Nullable<BigInt>,
    }
}

diesel::table! {
    check_findings (revision_id, check_name) {
        revision_id -> Text,
        check_name -> Text,
        check_version -> Integer,
        outcome -> Text,
        reason -> Text,
        lists_version -> Nullable<BigInt>,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    check_lists (version) {
        version -> BigInt,
        banned -> Text,
        suspect -> Text,
        thresholds -> Text,
        created_at -> BigInt,
        distressing -> Nullable<Text>,
    }
}

diesel::table! {
    tallies (day, kind, name) {
        day -> BigInt,
        kind -> Text,
        name -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    attack_standings (version) {
        version -> BigInt,
        mode -> Text,
        mode_since -> BigInt,
        counted_from -> BigInt,
        hold_since -> Nullable<BigInt>,
        hold_until -> Nullable<BigInt>,
        freeze_since -> Nullable<BigInt>,
        freeze_until -> Nullable<BigInt>,
        hide_since -> Nullable<BigInt>,
        hide_until -> Nullable<BigInt>,
        hide_batch -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    likenesses (revision_id) {
        revision_id -> Text,
        comment_id -> Text,
        cluster -> Text,
        print -> BigInt,
        day -> BigInt,
        band_1 -> BigInt,
        band_2 -> BigInt,
        band_3 -> BigInt,
        band_4 -> BigInt,
        band_5 -> BigInt,
        band_6 -> BigInt,
        band_7 -> BigInt,
        band_8 -> BigInt,
    }
}

diesel::table! {
    network_decisions (id) {
        id -> Text,
        pseudonym -> Text,
        refused -> Bool,
        day -> BigInt,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        comment_id -> Text,
        revision_id -> Nullable<Text>,
        version -> BigInt,
        kind -> Text,
        from_state -> Nullable<Text>,
        to_state -> Text,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_version -> Nullable<Text>,
        rule_number -> Nullable<Integer>,
        rule_version -> Nullable<Integer>,
        words -> Nullable<Text>,
        cause -> Text,
        reverts -> Nullable<Text>,
        hours_waited -> Nullable<BigInt>,
        at -> BigInt,
    }
}

diesel::table! {
    decisions (id) {
        id -> Text,
        comment_id -> Text,
        version -> BigInt,
        to_state -> Text,
        moderator_id -> Text,
        rule_number -> Nullable<Integer>,
        rule_version -> Nullable<Integer>,
        words -> Nullable<Text>,
        decided_at -> BigInt,
        due_at -> BigInt,
    }
}

diesel::table! {
    batches (id) {
        id -> Text,
        moderator_id -> Text,
        deed -> Text,
        rule_number -> Nullable<Integer>,
        rule_version -> Nullable<Integer>,
        words -> Nullable<Text>,
        state -> Text,
        total -> BigInt,
        undone_by -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    batch_comments (batch_id, place) {
        batch_id -> Text,
        place -> BigInt,
        comment_id -> Text,
        version -> BigInt,
        outcome -> Text,
    }
}

diesel::table! {
    appeals (id) {
        id -> Text,
        comment_id -> Text,
        event_id -> Text,
        against -> Nullable<Text>,
        state -> Text,
        words -> Text,
        settled_by -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    comment_notes (id) {
        id -> Text,
        comment_id -> Text,
        moderator_id -> Text,
        text -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    claims (comment_id) {
        comment_id -> Text,
        moderator_id -> Text,
        until -> BigInt,
    }
}

diesel::table! {
    snippets (id) {
        id -> Text,
        place -> Integer,
        title -> Text,
        words -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    queue_watch (id) {
        id -> Text,
        waiting -> Bool,
        begun_at -> Nullable<BigInt>,
        late_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    reports (id) {
        id -> Text,
        comment_id -> Text,
        account_id -> Nullable<Text>,
        once_key -> Text,
        rule_number -> Nullable<Integer>,
        rule_version -> Nullable<Integer>,
        words -> Nullable<Text>,
        weight -> Integer,
        state -> Text,
        settled_by -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    holds (comment_id) {
        comment_id -> Text,
        id -> Text,
        reason -> Text,
        until -> BigInt,
        asked -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    takedowns (id) {
        id -> Text,
        comment_id -> Text,
        open_key -> Nullable<Text>,
        claimant -> Text,
        basis -> Text,
        claim_sealed -> Nullable<Binary>,
        received_on -> BigInt,
        decide_by -> BigInt,
        hidden_by -> Nullable<Text>,
        answer -> Nullable<Text>,
        outcome -> Nullable<Text>,
        words -> Nullable<Text>,
        recorded_by -> Nullable<Text>,
        recorded_at -> BigInt,
        decided_by -> Nullable<Text>,
        decided_on -> Nullable<BigInt>,
        alone -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    receipts (digest) {
        digest -> Text,
        comment_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    letter_totals (letter_id, state) {
        letter_id -> Text,
        state -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    suppressions (address_key, cause) {
        address_key -> Text,
        cause -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        slug -> Text,
        state -> Text,
        language -> Text,
        title -> Text,
        full_title -> Text,
        court -> Text,
        court_short -> Text,
        court_id -> Nullable<Text>,
        docket_number -> Text,
        docket_id -> Nullable<BigInt>,
        judge -> Text,
        filed_on -> Nullable<Text>,
        claims -> Text,
        next_number -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    parties (case_id, place) {
        case_id -> Text,
        place -> Integer,
        side -> Text,
        name -> Text,
    }
}

diesel::table! {
    case_articles (article_id) {
        article_id -> Text,
        case_id -> Text,
    }
}

diesel::table! {
    hearings (id) {
        id -> Text,
        case_id -> Text,
        state -> Text,
        title -> Text,
        place -> Text,
        starts -> Text,
        time_zone -> Text,
        minutes -> Integer,
        note -> Text,
        sequence -> Integer,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    updates (id) {
        id -> Text,
        case_id -> Text,
        number -> Nullable<BigInt>,
        state -> Text,
        kind -> Text,
        happened_on -> Text,
        source -> Text,
        source_url -> Nullable<Text>,
        as_reported -> Bool,
        version -> BigInt,
        proposed_by -> Nullable<Text>,
        proposed_at -> Nullable<BigInt>,
        released_by -> Nullable<Text>,
        released_alone -> Bool,
        publish_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        retracted_at -> Nullable<BigInt>,
        retraction -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    update_texts (update_id, language) {
        update_id -> Text,
        language -> Text,
        title -> Text,
        body -> Text,
    }
}

diesel::table! {
    update_corrections (id) {
        id -> Text,
        update_id -> Text,
        corrected_on -> Text,
        text -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    subscribers (id) {
        id -> Text,
        email_key -> Text,
        email_sealed -> Binary,
        asked -> Integer,
        asked_at -> Nullable<BigInt>,
        confirmed_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> Text,
        subscriber_id -> Text,
        case_id -> Text,
        state -> Text,
        frequency -> Text,
        kinds -> Text,
        language -> Text,
        created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    subscription_links (digest) {
        digest -> Text,
        purpose -> Text,
        subscriber_id -> Text,
        subscription_id -> Nullable<Text>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    announcements (update_id) {
        update_id -> Text,
        letter_id -> Text,
    }
}

diesel::table! {
    announced_texts (update_id, language) {
        update_id -> Text,
        language -> Text,
        case_title -> Text,
        title -> Text,
        body -> Text,
    }
}

diesel::table! {
    digests (frequency, until) {
        frequency -> Text,
        until -> BigInt,
        since -> BigInt,
        letter_id -> Nullable<Text>,
    }
}

diesel::joinable!(audit_people -> audit_entries (entry_id));
diesel::joinable!(audit_seals -> audit_entries (entry_id));
diesel::joinable!(audit_unsealed -> audit_entries (entry_id));
diesel::joinable!(deliveries -> letters (letter_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(account_links -> accounts (account_id));
diesel::joinable!(authenticators -> accounts (id));
diesel::joinable!(recovery_codes -> accounts (account_id));
diesel::joinable!(passkeys -> accounts (account_id));
diesel::joinable!(former_addresses -> accounts (account_id));
diesel::joinable!(sanctions -> accounts (account_id));
diesel::joinable!(pending_sign_ins -> accounts (account_id));
diesel::joinable!(email_changes -> accounts (id));
diesel::joinable!(invitations -> accounts (invited_by));
diesel::joinable!(article_revisions -> articles (article_id));
diesel::joinable!(article_revisions -> accounts (editor_id));
diesel::joinable!(former_slugs -> articles (article_id));
diesel::joinable!(corrections -> articles (article_id));
diesel::joinable!(discussions -> articles (article_id));
diesel::joinable!(comments -> articles (article_id));
diesel::joinable!(comments -> accounts (account_id));
diesel::joinable!(revisions -> comments (comment_id));
diesel::joinable!(check_findings -> revisions (revision_id));
diesel::joinable!(likenesses -> revisions (revision_id));
diesel::joinable!(events -> comments (comment_id));
diesel::joinable!(decisions -> comments (comment_id));
diesel::joinable!(decisions -> accounts (moderator_id));
diesel::joinable!(batch_comments -> batches (batch_id));
diesel::joinable!(batch_comments -> comments (comment_id));
diesel::joinable!(appeals -> comments (comment_id));
diesel::joinable!(appeals -> events (event_id));
diesel::joinable!(appeals -> accounts (against));
diesel::joinable!(comment_notes -> comments (comment_id));
diesel::joinable!(comment_notes -> accounts (moderator_id));
diesel::joinable!(claims -> comments (comment_id));
diesel::joinable!(claims -> accounts (moderator_id));
diesel::joinable!(reports -> comments (comment_id));
diesel::joinable!(reports -> accounts (account_id));
diesel::joinable!(receipts -> comments (comment_id));
diesel::joinable!(letter_totals -> letters (letter_id));
diesel::joinable!(parties -> cases (case_id));
diesel::joinable!(case_articles -> articles (article_id));
diesel::joinable!(case_articles -> cases (case_id));
diesel::joinable!(hearings -> cases (case_id));
diesel::joinable!(updates -> cases (case_id));
diesel::joinable!(updates -> accounts (proposed_by));
diesel::joinable!(update_texts -> updates (update_id));
diesel::joinable!(update_corrections -> updates (update_id));
diesel::joinable!(subscriptions -> subscribers (subscriber_id));
diesel::joinable!(subscriptions -> cases (case_id));
diesel::joinable!(subscription_links -> subscribers (subscriber_id));
diesel::joinable!(subscription_links -> subscriptions (subscription_id));
diesel::joinable!(announced_texts -> updates (update_id));
diesel::joinable!(announcements -> updates (update_id));
diesel::joinable!(announcements -> letters (letter_id));
diesel::joinable!(digests -> letters (letter_id));

diesel::allow_tables_to_appear_in_same_query!(
    duties,
    jobs,
    limits,
    daily_salts,
    spent_tokens,
    audit_entries,
    audit_people,
    audit_unsealed,
    audit_seals,
    audit_heads,
    letters,
    deliveries,
    accounts,
    sessions,
    account_links,
    authenticators,
    recovery_codes,
    passkeys,
    former_addresses,
    sanctions,
    sanction_outcomes,
    pending_sign_ins,
    email_changes,
    reserved_names,
    invitations,
    articles,
    article_revisions,
    former_slugs,
    corrections,
    media,
    rules,
    discussions,
    comments,
    revisions,
    check_findings,
    check_lists,
    attack_standings,
    tallies,
    likenesses,
    network_decisions,
    events,
    decisions,
    batches,
    batch_comments,
    appeals,
    comment_notes,
    claims,
    snippets,
    queue_watch,
    reports,
    takedowns,
    holds,
    receipts,
    letter_totals,
    suppressions,
    cases,
    parties,
    case_articles,
    hearings,
    updates,
    update_texts,
    update_corrections,
    subscribers,
    subscriptions,
    subscription_links,
    announcements,
    announced_texts,
    digests,
);
