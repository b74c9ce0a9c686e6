/** Functions of PostgreSQL that read nothing but their arguments (and the clock, or who asks). */
const postgresFunctions = words(`
  abs acos acosd acosh age any_value array_agg array_append array_cat array_dims array_fill array_length array_lower
  array_ndims array_position array_positions array_prepend array_remove array_replace array_reverse array_sample
  array_shuffle array_sort array_to_json array_to_string array_to_tsvector array_upper ascii asin asind asinh atan atan2
  atan2d atand atanh avg bit_and bit_count bit_length bit_or bit_xor bool bool_and bool_or btrim cardinality casefold
  cbrt ceil ceiling char_length character_length chr clock_timestamp concat concat_ws convert convert_from convert_to
  corr cos cosd cosh cot cotd count covar_pop covar_samp crc32 crc32c cume_dist current_database current_schema
  current_user date date_add date_bin date_part date_subtract date_trunc daterange decode degrees dense_rank div encode
  enum_first enum_last erf erfc every exp extract factorial first_value float4 float8 floor format format_type gamma gcd
  gen_random_uuid generate_series generate_subscripts get_bit get_byte hashtext hashtextextended host initcap int2 int4 int4range int8 int8range
  is_normalized isempty isfinite json_agg json_agg_strict json_array_elements json_array_elements_text json_array_length
  json_build_array json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object
  json_object_agg json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_object_keys
  json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_agg
  jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
  jsonb_concat jsonb_delete jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path
  jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
  jsonb_object_agg_unique_strict jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match
  jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set
  jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days justify_hours
  justify_interval lag last_value lcm lead left length lgamma like_escape ln log log10 lower lower_inc lower_inf lpad ltrim make_date
  make_interval make_time make_timestamp make_timestamptz masklen max md5 min min_scale mod mode multirange network
  normalize now nth_value ntile num_nonnulls num_nulls numeric numnode numrange octet_length overlaps overlay parse_ident
  percent_rank percentile_cont percentile_disc pg_column_size pg_typeof pi plainto_tsquery position pow power quote_ident quote_literal
  quote_nullable radians random random_normal range_agg range_intersect_agg range_merge rank regexp_count regexp_instr
  regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr
  regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse
  right round row_number row_to_json rpad rtrim scale session_user set_bit set_byte setweight sha224 sha256 sha384 sha512
  sign similar_to_escape sin sind sinh split_part sqrt starts_with statement_timestamp stddev stddev_pop stddev_samp string_agg
  string_to_array string_to_table strip strpos substr substring sum tan tand tanh text timeofday timestamp timestamptz
  timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct to_timestamp to_tsquery to_tsvector
  transaction_timestamp translate trim_array trim_scale trunc ts_headline ts_rank ts_rank_cd tsrange tstzrange
  unicode_assigned unicode_version unistr unnest upper upper_inc upper_inf uuid_extract_timestamp uuid_extract_version
  uuidv4 uuidv7 var_pop var_samp varchar variance websearch_to_tsquery width_bucket xml_is_well_formed xmlagg xmlcomment
  xmlexists xpath xpath_exists
`);

/** What Amazon Redshift has beside them. */
const redshiftFunctions = words(`
  add_months array array_concat array_distinct array_flatten array_intersection array_to_string array_union
  can_json_parse charindex checksum convert_timezone date_cmp date_cmp_timestamp date_cmp_timestamptz date_diff
  date_part_year dateadd datediff dexp dlog1 dlog10 from_hex from_varbyte func_sha1 get_array_length
  get_number_attributes getdate hll hll_cardinality hll_combine hll_create_sketch interval_cmp is_array is_bigint
  is_boolean is_char is_decimal is_float is_integer is_object is_scalar is_smallint is_valid_json is_valid_json_array
  is_varchar json_array_length json_extract_array_element_text json_parse json_serialize json_serialize_to_varbyte
  json_size json_typeof last_day len listagg lower_attribute_names median months_between next_day nvl nvl2 object
  ratio_to_report replicate sha sha1 sha2 size soundex split_to_array strol strtol subarray sysdate text_to_numeric_alt
  textlen timestamp_cmp timestamptz_cmp to_hex to_varbyte upper_attribute_names
`);

/** Functions of PostgreSQL that show a whole row, and may be written as if they were a column of it: aggregates, too. */
const rowFunctions = words(`
  any_value array_agg concat hash_record json_agg json_agg_strict json_build_array jsonb_agg jsonb_agg_strict
  jsonb_build_array max min quote_literal quote_nullable record_out record_send row_to_json to_json to_jsonb
`);

/** Functions of DuckDB that read what their arguments or settings name. */
const duckdbReaders =
  /^(?:query|query_table|getvariable|getenv|current_setting|nextval|currval|json_execute_serialized_sql|write_log)$|read_|scan/;

/** Functions of DuckDB that make rows of their arguments. */
const duckdbTables = words(
  "unnest generate_series range json_each json_tree repeat repeat_row regexp_split_to_table generate_subscripts",
);

/** Whether PostgreSQL, or Redshift, has a function of this name. */
export function isPostgresFunction(name: string, redshift: boolean): boolean {
  return postgresFunctions.has(name) || (redshift && redshiftFunctions.has(name));
}

/** Whether `c.name` may be a function of the row `c`. */
export function takesRow(name: string): boolean {
  return rowFunctions.has(name);
}

/** @param own The functions that an empty DuckDB has, but for those that make rows. */
export function isDuckdbFunction(name: string, own: ReadonlySet<string>): boolean {
  return own.has(name) && !duckdbReaders.test(name);
}

/** Functions whose value depends on how many rows there are. */
const counting = words(`
  approx_count_distinct array_agg count count_if count_star countif fsum group_concat histogram json_agg json_group_array json_object_agg
  jsonb_agg jsonb_object_agg kahan_sum list listagg product regr_count string_agg sum sum_no_overflow sumkahan xmlagg
`);

export function countsRows(name: string): boolean {
  return counting.has(name);
}

/** Whether DuckDB has a table function of this name. */
export function isDuckdbTableFunction(name: string): boolean {
  return duckdbTables.has(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
