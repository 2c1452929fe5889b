-- A part of Znuny 6.5 (znuny/Znuny, scripts/database/schema.xml and initial_insert.xml): tables and columns the preset
-- reads, with their types (datetime is timestamp(0) in PostgreSQL), and the rows it is installed with.
-- The tickets, agents, customers and queues are invented. Times are UTC, the default OTRSTimeZone.
create table ticket_state_type (id smallint not null primary key, name varchar(200) not null);
create table ticket_state (id smallint not null primary key, name varchar(200) not null, type_id smallint not null);
create table ticket_priority (id smallint not null primary key, name varchar(200) not null);
create table ticket_type (id smallint not null primary key, name varchar(200) not null);
create table ticket_history_type (id smallint not null primary key, name varchar(200) not null);
create table queue (id integer not null primary key, name varchar(200) not null, change_time datetime not null);
create table service (id integer not null primary key, name varchar(200) not null, change_time datetime not null);
create table users (
    id integer not null primary key,
    login varchar(200) not null,
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    valid_id smallint not null,
    create_time datetime not null,
    change_time datetime not null
);
create table customer_user (
    id integer not null primary key,
    login varchar(200) not null,
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    phone varchar(150),
    mobile varchar(150)
);
create table ticket (
    id bigint not null primary key,
    tn varchar(50) not null,
    title varchar(255),
    queue_id integer not null,
    type_id smallint,
    service_id integer,
    user_id integer not null,
    ticket_priority_id smallint not null,
    ticket_state_id smallint not null,
    customer_user_id varchar(250),
    create_time datetime not null,
    change_time datetime not null
);
create table ticket_history (
    id bigint not null primary key,
    name varchar(200) not null,
    history_type_id smallint not null,
    ticket_id bigint not null,
    owner_id integer not null,
    state_id smallint not null,
    create_time datetime not null
);
create table article (id bigint not null primary key, ticket_id bigint not null);
create table article_data_mime (id bigint not null primary key, article_id bigint not null, a_body text);
create table dynamic_field (
    id integer not null primary key,
    name varchar(200) not null,
    object_type varchar(100) not null
);
create table dynamic_field_value (
    id integer not null primary key,
    field_id integer not null,
    object_id bigint not null,
    value_text varchar(3800)
);

insert into ticket_state_type (id, name) values
(1, 'new'), (2, 'open'), (3, 'closed'), (4, 'pending reminder'), (5, 'pending auto'), (6, 'removed'), (7, 'merged');
insert into ticket_state (id, name, type_id) values
(1, 'new', 1), (2, 'closed successful', 3), (3, 'closed unsuccessful', 3), (4, 'open', 2), (5, 'removed', 6),
(6, 'pending reminder', 4), (7, 'pending auto close+', 5), (8, 'pending auto close-', 5), (9, 'merged', 7);
insert into ticket_priority (id, name) values
(1, '1 very low'), (2, '2 low'), (3, '3 normal'), (4, '4 high'), (5, '5 very high'), (6, '6 总值班室');
insert into ticket_type (id, name) values (1, 'Unclassified'), (2, 'ServiceRequest');
insert into ticket_history_type (id, name) values
(1, 'NewTicket'), (2, 'FollowUp'), (8, 'SendAnswer'), (10, 'EmailCustomer'), (13, 'PhoneCallCustomer'), (15, 'AddNote'),
(17, 'Lock'), (23, 'OwnerUpdate'), (24, 'PriorityUpdate'), (27, 'StateUpdate'), (29, 'WebRequestCustomer'), (34, 'Merged');
insert into queue (id, name, change_time) values
(1, 'Raw', '2024-01-01 00:00:00'), (2, '网络::无线', '2025-01-01 00:00:00'), (3, '终端', '2025-01-01 00:00:00');
insert into service (id, name, change_time) values
(1, '校园网::无线::漫游', '2025-01-01 00:00:00'), (2, '邮箱', '2025-01-01 00:00:00');
insert into users (id, login, first_name, last_name, valid_id, create_time, change_time) values
(1, 'root@localhost', 'Admin', 'Znuny', 1, '2024-01-01 00:00:00', '2024-01-01 00:00:00'),
(2, 'S001', 'Zoé', 'Gérard', 1, '2025-01-01 00:00:00', '2026-01-01 00:00:00'),
(3, 'S002', '四', '李', 2, '2026-03-04 00:00:00', '2026-03-12 06:00:00'),
(4, 'S003', '五', '王', 1, '2025-01-01 00:00:00', '2026-01-01 00:00:00');
insert into customer_user (id, login, first_name, last_name, phone, mobile) values
(1, 'zhao', '六', '赵', '8020', ''), (2, 'qian', 'Zoé', 'Gérard', '', '13800000000');
insert into ticket
(id, tn, title, queue_id, type_id, service_id, user_id, ticket_priority_id, ticket_state_id, customer_user_id, create_time,
change_time) values
(1, '2026030210000013', '无线掉线', 2, 1, 1, 3, 5, 2, 'zhao', '2026-03-02 01:00:00', '2026-03-05 02:00:00'),
(2, '2026031010000022', null, 1, 1, null, 1, 3, 1, 'guest@example.edu', '2026-03-10 15:30:00', '2026-03-10 15:30:00'),
(3, '2026031010000031', '重复', 2, 1, 1, 2, 3, 9, 'zhao', '2026-03-10 01:00:00', '2026-03-10 02:00:00'),
(4, '2026030610000044', '移机', 3, 2, null, 2, 6, 6, 'qian', '2026-03-06 00:00:00', '2026-03-08 00:00:00'),
(5, '2026030110000055', '邮箱满', 2, 1, 2, 2, 1, 4, 'qian', '2026-03-01 00:00:00', '2026-03-09 08:00:00'),
(6, '2026031110000066', '广告', 1, 1, null, 1, 3, 5, null, '2026-03-11 00:00:00', '2026-03-11 00:00:00'),
(7, '2026031110000075', '巡检发现', 3, null, null, 2, 4, 3, '', '2026-03-11 02:00:00', '2026-03-11 02:00:00');
-- owner 1 is nobody; states: 1 new, 2 and 3 closed, 4 open, 5 removed, 6 and 7 pending, 9 merged
insert into ticket_history (id, name, history_type_id, ticket_id, owner_id, state_id, create_time) values
(1, '%%2026030210000013%%网络::无线', 1, 1, 1, 1, '2026-03-02 01:00:00'),
(2, '%%', 29, 1, 1, 1, '2026-03-02 01:00:00'), (3, '%%lock', 17, 1, 2, 1, '2026-03-02 01:12:30'),
(4, '%%new%%open%%', 27, 1, 2, 4, '2026-03-02 01:12:30'),
(5, '%%open%%closed successful%%', 27, 1, 2, 2, '2026-03-02 04:00:00'),
(6, '%%', 2, 1, 2, 2, '2026-03-02 07:00:00'), (7, '%%closed successful%%open%%', 27, 1, 2, 4, '2026-03-02 07:00:00'),
(8, '%%open%%pending auto close+%%', 27, 1, 2, 7, '2026-03-02 08:00:00'), (9, '%%', 15, 1, 3, 7, '2026-03-02 09:00:00'),
(10, '%%pending auto close+%%closed successful%%', 27, 1, 3, 2, '2026-03-03 02:00:00'),
(11, '%%3 normal%%3%%5 very high%%5', 24, 1, 3, 2, '2026-03-05 02:00:00'),
(20, '%%2026031010000022%%Raw', 1, 2, 1, 1, '2026-03-10 15:30:00'), (21, '%%', 10, 2, 1, 1, '2026-03-10 15:30:00'),
(30, '%%2026031010000031%%网络::无线', 1, 3, 2, 1, '2026-03-10 01:00:00'), (31, '%%', 34, 3, 2, 9, '2026-03-10 02:00:00'),
(40, '%%2026030610000044%%终端', 1, 4, 2, 1, '2026-03-06 00:00:00'), (41, '%%', 13, 4, 2, 1, '2026-03-06 00:00:00'),
(42, '%%new%%pending reminder%%', 27, 4, 2, 6, '2026-03-06 00:30:00'),
(43, '%%pending reminder%%open%%', 27, 4, 2, 4, '2026-03-06 02:00:00'),
(44, '%%open%%pending reminder%%', 27, 4, 2, 6, '2026-03-08 00:00:00'),
(50, '%%2026030110000055%%网络::无线', 1, 5, 1, 1, '2026-03-01 00:00:00'),
(51, '%%new%%closed successful%%', 27, 5, 2, 2, '2026-03-05 04:00:00'),
(52, '%%closed successful%%open%%', 27, 5, 2, 4, '2026-03-06 04:00:00'),
(53, '%%open%%closed unsuccessful%%', 27, 5, 2, 3, '2026-03-07 04:00:00'),
(54, '%%closed unsuccessful%%closed successful%%', 27, 5, 2, 2, '2026-03-08 04:00:00'),
(55, '%%closed successful%%open%%', 27, 5, 2, 4, '2026-03-09 08:00:00'),
(60, '%%2026031110000066%%Raw', 1, 6, 1, 1, '2026-03-11 00:00:00'), (61, '%%', 27, 6, 1, 5, '2026-03-11 00:10:00'),
(70, '%%2026031110000075%%终端', 1, 7, 2, 3, '2026-03-11 02:00:00'), (71, '%%', 15, 7, 2, 3, '2026-03-11 02:00:00');
insert into dynamic_field (id, name, object_type) values
(1, 'Campus', 'Ticket'), (2, 'Building', 'Ticket'), (3, 'Room', 'Ticket'), (4, 'Campus', 'Article'),
(5, 'ProcessManagementProcessID', 'Ticket'), (6, 'Device', 'Ticket');
insert into dynamic_field_value (id, field_id, object_id, value_text) values
(1, 1, 1, '东校区'), (2, 2, 1, '图书馆'), (3, 3, 1, '301'), (4, 5, 1, 'x'), (5, 4, 4, '别的'), (6, 2, 5, '体育馆'),
(7, 6, 5, 'SW-12');
insert into article (id, ticket_id) values (1, 1), (2, 1), (3, 4);
insert into article_data_mime (id, article_id, a_body) values (1, 1, '  三楼连不上  '), (2, 2, '又断了'), (3, 3, null);
