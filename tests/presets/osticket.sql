-- A part of osTicket 1.18 (osTicket/osTicket, setup/inc/streams/core/install-mysql.sql; include/i18n/en_US/event.yaml,
-- ticket_status.yaml, priority.yaml, form.yaml): tables and columns the preset reads, and the rows it is installed with.
-- The tickets, agents, users and topics are invented. osTicket keeps datetimes as the clock of the server shows them.
set sql_mode = '';

create table ost_ticket (
    ticket_id int unsigned not null auto_increment primary key,
    ticket_pid int unsigned default null,
    number varchar(20) default null,
    user_id int unsigned not null default 0,
    status_id int unsigned not null default 0,
    dept_id int unsigned not null default 0,
    topic_id int unsigned not null default 0,
    staff_id int unsigned not null default 0,
    team_id int unsigned not null default 0,
    flags int unsigned not null default 0,
    source enum('Web', 'Email', 'Phone', 'API', 'Other') not null default 'Other',
    isanswered tinyint unsigned not null default 0,
    duedate datetime default null,
    est_duedate datetime default null,
    reopened datetime default null,
    closed datetime default null,
    lastupdate datetime default null,
    created datetime not null,
    updated datetime not null
);
create table ost_ticket_status (
    id int not null primary key,
    name varchar(60) not null default '',
    state varchar(16) default null
);
create table ost_ticket_priority (priority_id tinyint not null primary key, priority varchar(60) not null default '');
create table ost_help_topic (
    topic_id int unsigned not null primary key,
    topic_pid int unsigned not null default 0,
    priority_id int unsigned not null default 0,
    topic varchar(128) not null default '',
    updated datetime not null
);
create table ost_department (
    id int unsigned not null primary key,
    name varchar(128) not null default '',
    updated datetime not null
);
create table ost_team (
    team_id int unsigned not null primary key,
    name varchar(125) not null default '',
    updated datetime not null
);
create table ost_staff (
    staff_id int unsigned not null primary key,
    dept_id int unsigned not null default 0,
    username varchar(32) not null default '',
    firstname varchar(32) default null,
    lastname varchar(32) default null,
    isactive tinyint not null default 1,
    created datetime not null,
    updated datetime not null
);
create table ost_user (id int unsigned not null primary key, name varchar(128) not null);
create table ost_thread (
    id int unsigned not null primary key,
    object_id int unsigned not null,
    object_type char(1) not null
);
create table ost_thread_entry (
    id int unsigned not null auto_increment primary key,
    thread_id int unsigned not null default 0,
    type char(1) not null default '',
    body text not null,
    format varchar(16) not null default 'html'
);
create table ost_event (id int unsigned not null primary key, name varchar(60) not null);
create table ost_thread_event (
    id int unsigned not null auto_increment primary key,
    thread_id int unsigned not null default 0,
    thread_type char(1) not null default '',
    event_id int unsigned default null,
    annulled tinyint unsigned not null default 0,
    timestamp datetime not null
);
create table ost_form_field (
    id int unsigned not null primary key,
    form_id int unsigned not null,
    type varchar(255) not null default 'text',
    name varchar(64) not null
);
create table ost_form_entry (
    id int unsigned not null primary key,
    form_id int unsigned not null,
    object_id int unsigned,
    object_type char(1) not null default 'T'
);
create table ost_form_entry_values (
    entry_id int unsigned not null,
    field_id int unsigned not null,
    value text,
    value_id int,
    primary key (entry_id, field_id)
);

insert into ost_ticket_status (id, name, state) values
(1, 'Open', 'open'), (2, 'Resolved', 'closed'), (3, 'Closed', 'closed'), (4, 'Archived', 'archived'),
(5, 'Deleted', 'deleted'), (6, 'On Hold', 'open'), (7, '等厂家', 'open');
insert into ost_ticket_priority (priority_id, priority) values (1, 'low'), (2, 'normal'), (3, 'high'), (4, 'emergency');
insert into ost_event (id, name) values
(1, 'created'), (2, 'closed'), (3, 'reopened'), (4, 'assigned'), (5, 'released'), (6, 'transferred'), (9, 'edited'),
(10, 'viewed');
insert into ost_help_topic (topic_id, topic_pid, priority_id, topic) values
(1, 0, 2, '网络'), (2, 1, 3, '无线'), (3, 0, 0, '终端');
insert into ost_department (id, name) values (1, 'Support'), (2, '网络部');
insert into ost_team (team_id, name) values (1, '二线');
insert into ost_staff (staff_id, dept_id, username, firstname, lastname, isactive, created, updated) values
(1, 2, 'S001', 'Zoé', 'Gérard', 1, '2025-01-01 08:00:00', '0000-00-00 00:00:00'),
(2, 9, 'S002', '四', '李', 0, '2026-03-04 08:00:00', '2026-03-12 14:00:00'),
(3, 1, 'S003', null, null, 1, '2025-01-01 08:00:00', '0000-00-00 00:00:00');
insert into ost_user (id, name) values (1, '赵六'), (2, '钱七');
insert into ost_form_field (id, form_id, type, name) values
(20, 2, 'text', 'subject'), (22, 2, 'priority', 'priority'), (40, 9, 'list-2', 'campus'), (41, 9, 'choices', 'building'),
(42, 9, 'text', 'room'), (43, 9, 'text', 'memo'), (44, 3, 'text', 'room');
insert into ost_ticket
(ticket_id, ticket_pid, number, user_id, status_id, dept_id, topic_id, staff_id, team_id, flags, source, isanswered,
duedate, est_duedate, reopened, closed, lastupdate, created, updated) values
(1, null, '000013', 1, 3, 2, 2, 2, 0, 0, 'Web', 1, '2026-03-03 17:00:00', '2026-03-04 09:00:00', '2026-03-02 15:00:00',
 '2026-03-03 10:00:00', '2026-03-03 10:00:00', '2026-03-02 09:00:00', '2026-03-03 10:00:00'),
(2, null, '000022', 2, 1, 1, 0, 0, 0, 0, 'Email', 0, null, '2026-03-12 23:30:00', null, null, '2026-03-10 23:30:00',
 '2026-03-10 23:30:00', '0000-00-00 00:00:00'),
(3, 1, '000031', 1, 3, 2, 2, 2, 0, 1, 'Web', 0, null, null, null, '2026-03-02 10:00:00', null, '2026-03-02 09:30:00',
 '2026-03-02 10:00:00'),
(4, null, '000044', 2, 6, 2, 1, 1, 0, 0, 'Phone', 0, null, null, null, null, null, '2026-03-06 08:00:00',
 '2026-03-06 08:30:00'),
(5, null, '000055', 2, 2, 1, 3, 1, 1, 24, 'API', 1, null, null, '2026-03-09 16:00:00', '2026-03-09 18:00:00', null,
 '2026-03-01 08:00:00', '2026-03-09 18:00:00'),
(6, null, '000066', 1, 5, 1, 1, 0, 0, 0, 'Other', 0, null, null, null, null, null, '2026-03-11 08:00:00',
 '2026-03-11 08:00:00'),
(7, 5, '000075', 1, 1, 1, 1, 1, 0, 8, 'Other', 0, null, null, null, null, null, '2026-03-11 10:00:00',
 '2026-03-11 10:00:00'),
(8, null, '000084', 1, 7, 1, 1, 0, 0, 0, 'Web', 0, null, null, null, null, null, '2026-03-11 11:00:00',
 '2026-03-11 11:00:00'),
(9, null, '000093', 0, 4, 1, 1, 0, 0, 0, 'Web', 0, null, null, null, '2026-03-11 13:00:00', null, '2026-03-11 12:00:00',
 '2026-03-11 13:00:00'),
(10, null, '000102', 1, 1, 1, 1, 2, 0, 0, 'Web', 1, null, null, null, null, null, '2026-03-02 12:00:00',
 '2026-03-11 13:00:00');
insert into ost_thread (id, object_id, object_type) values (11, 1, 'T'), (14, 4, 'T'), (15, 5, 'T'), (16, 1, 'A');
insert into ost_thread_event (thread_id, thread_type, event_id, annulled, timestamp) values
(11, 'T', 1, 0, '2026-03-02 09:00:00'), (11, 'T', 4, 0, '2026-03-02 09:12:30'), (11, 'T', 2, 1, '2026-03-02 12:00:00'),
(11, 'T', 3, 0, '2026-03-02 15:00:00'), (11, 'T', 4, 0, '2026-03-02 15:30:00'), (11, 'T', 2, 0, '2026-03-03 10:00:00'),
(14, 'T', 1, 0, '2026-03-06 08:00:00'), (14, 'T', 4, 0, '2026-03-06 08:30:00'), (15, 'T', 2, 1, '2026-03-05 12:00:00'),
(15, 'T', 3, 0, '2026-03-05 13:00:00'), (15, 'T', 2, 1, '2026-03-06 12:00:00'), (15, 'T', 3, 0, '2026-03-09 16:00:00'),
(15, 'T', 2, 0, '2026-03-09 18:00:00'), (16, 'A', 3, 0, '2026-03-09 18:00:00'), (0, 'T', 3, 0, '2026-03-09 18:00:00');
insert into ost_form_entry (id, form_id, object_id, object_type) values
(1, 2, 1, 'T'), (2, 9, 1, 'T'), (3, 2, 2, 'T'), (4, 2, 4, 'T'), (5, 9, 4, 'T'), (6, 2, 5, 'T'), (7, 3, 1, 'U'),
(8, 2, 7, 'T'), (9, 9, 5, 'T');
insert into ost_form_entry_values (entry_id, field_id, value, value_id) values
(1, 20, '无线掉线', null), (1, 22, 'Emergency', 4), (2, 40, '{"14":"\\u4e1c\\u6821\\u533a"}', 14),
(2, 41, '{"lib":"图书馆"}', null), (2, 42, '301', null), (2, 43, '备注', null), (3, 20, '（无标题）', null),
(3, 22, null, null), (4, 20, '移机', null), (4, 22, 'Low', 1), (5, 41, '{坏了', null), (6, 20, '坏', null),
(7, 44, '家里', null), (8, 20, '相关', null), (9, 42, '', null);
insert into ost_thread_entry (thread_id, type, body) values
(11, 'M', '<p>三楼 <b>连不上</b>&nbsp;Wi-Fi &lt;5G&gt;</p>\n<p>下午</p>'), (11, 'R', '已处理'), (11, 'M', '又断了'),
(14, 'N', '内部备注'), (16, 'M', '任务');
