-- A part of GLPI 10.0.17 (glpi-project/glpi, install/mysql/glpi-10.0.17-empty.sql): tables and columns the preset reads,
-- with their types and defaults; default rows of glpi_requesttypes and users from src of the same version.
-- The rows of the site are invented. GLPI 10 keeps & < > in texts as &#38; &#60; &#62;.
set sql_mode = '';
set time_zone = '+08:00';

create table glpi_tickets (
    id int unsigned not null auto_increment primary key,
    entities_id int unsigned not null default 0,
    name varchar(255) default null,
    `date` timestamp null default null,
    closedate timestamp null default null,
    solvedate timestamp null default null,
    takeintoaccountdate timestamp null default null,
    date_mod timestamp null default null,
    status int not null default 1,
    requesttypes_id int unsigned not null default 0,
    content longtext,
    priority int not null default 1,
    itilcategories_id int unsigned not null default 0,
    type int not null default 1,
    time_to_resolve timestamp null default null,
    begin_waiting_date timestamp null default null,
    waiting_duration int not null default 0,
    is_deleted tinyint not null default 0,
    locations_id int unsigned not null default 0,
    date_creation timestamp null default null
);
create table glpi_itilcategories (
    id int unsigned not null auto_increment primary key,
    itilcategories_id int unsigned not null default 0,
    name varchar(255) default null,
    completename text,
    level int not null default 0,
    date_mod timestamp null default null
);
create table glpi_locations (
    id int unsigned not null auto_increment primary key,
    name varchar(255) default null,
    locations_id int unsigned not null default 0,
    completename text,
    level int not null default 0,
    building varchar(255) default null,
    room varchar(255) default null,
    date_mod timestamp null default null
);
create table glpi_requesttypes (
    id int unsigned not null auto_increment primary key,
    name varchar(255) default null
);
create table glpi_users (
    id int unsigned not null auto_increment primary key,
    name varchar(255) default null,
    phone varchar(255) default null,
    mobile varchar(255) default null,
    realname varchar(255) default null,
    firstname varchar(255) default null,
    locations_id int unsigned not null default 0,
    is_active tinyint not null default 1,
    date_mod timestamp null default null,
    is_deleted tinyint not null default 0,
    begin_date timestamp null default null,
    end_date timestamp null default null,
    date_creation timestamp null default null
);
create table glpi_groups (
    id int unsigned not null auto_increment primary key,
    name varchar(255) default null,
    completename text,
    is_assign tinyint not null default 1,
    date_mod timestamp null default null
);
create table glpi_groups_users (
    id int unsigned not null auto_increment primary key,
    users_id int unsigned not null default 0,
    groups_id int unsigned not null default 0
);
create table glpi_tickets_users (
    id int unsigned not null auto_increment primary key,
    tickets_id int unsigned not null default 0,
    users_id int unsigned not null default 0,
    type int not null default 1,
    alternative_email varchar(255) default null,
    unique key unicity (tickets_id, type, users_id, alternative_email)
);
create table glpi_groups_tickets (
    id int unsigned not null auto_increment primary key,
    tickets_id int unsigned not null default 0,
    groups_id int unsigned not null default 0,
    type int not null default 1
);
create table glpi_items_tickets (
    id int unsigned not null auto_increment primary key,
    itemtype varchar(255) default null,
    items_id int unsigned not null default 0,
    tickets_id int unsigned not null default 0
);
create table glpi_itilsolutions (
    id int unsigned not null auto_increment primary key,
    itemtype varchar(100) not null,
    items_id int unsigned not null default 0,
    content longtext,
    date_creation timestamp null default null,
    status int not null default 1
);
create table glpi_logs (
    id int unsigned not null auto_increment primary key,
    itemtype varchar(100) not null default '',
    items_id int unsigned not null default 0,
    date_mod timestamp null default null,
    id_search_option int not null default 0,
    old_value varchar(255) default null,
    new_value varchar(255) default null
);
create table glpi_ticketsatisfactions (
    id int unsigned not null auto_increment primary key,
    tickets_id int unsigned not null default 0 unique,
    type int not null default 1,
    date_begin timestamp null default null,
    date_answered timestamp null default null,
    satisfaction int default null,
    comment text
);

insert into glpi_requesttypes (id, name) values
(1, 'Helpdesk'), (2, 'E-Mail'), (3, 'Phone'), (4, 'Direct'), (5, 'Written'), (6, 'Other'), (7, '微信公众号'),
(8, '校长信箱');
insert into glpi_itilcategories (id, itilcategories_id, name, completename, level) values
(1, 0, '网络', '网络', 1), (2, 1, '无线', '网络 > 无线', 2), (3, 2, '漫游', '网络 > 无线 > 漫游', 3),
(4, 0, '软件 &#38; 系统', '软件 &#38; 系统', 1);
insert into glpi_locations (id, name, locations_id, completename, level, building, room) values
(1, '东校区', 0, '东校区', 1, null, null), (2, '图书馆', 1, '东校区 > 图书馆', 2, '', ''),
(3, '301', 2, '东校区 > 图书馆 > 301', 3, null, null), (4, '305', 2, '东校区 > 图书馆 > 3 层 > 305', 4, null, null),
(5, 'R&#38;D 楼', 7, '南校区 > R&#38;D 楼', 2, null, null), (6, '西校区', 0, '西校区', 1, '体育馆', 'B1');
insert into glpi_users
(id, name, phone, mobile, realname, firstname, locations_id, is_active, date_mod, is_deleted, begin_date, end_date,
date_creation) values
(2, 'glpi', null, null, null, null, 0, 1, null, 0, null, null, null),
(7, 'S001', '8001', null, '张', '三', 3, 1, '2026-01-05 08:00:00', 0, '2024-09-01 00:00:00', null, '2025-01-01 08:00:00'),
(8, 'S002', null, null, '李四', '', 0, 1, '2026-01-05 08:00:00', 0, null, null, '2025-06-01 08:00:00'),
(9, 'S003', null, null, '王五', null, 0, 0, '2026-03-10 12:00:00', 1, null, null, '2026-03-05 08:00:00'),
(20, 'zhao', '8020', '13800000000', '赵', '六', 0, 1, null, 0, null, null, '2025-01-01 08:00:00'),
(21, 'qian', '8021', '', 'Gérard', 'Zoé', 0, 1, null, 0, null, null, '2025-01-01 08:00:00');
insert into glpi_groups (id, name, completename, is_assign) values
(1, '运维', '运维', 0), (2, '网络组', '运维 > 网络组', 1), (3, '终端组', '运维 > 终端组', 1);
insert into glpi_groups_users (id, users_id, groups_id) values (1, 7, 2), (2, 7, 1), (3, 8, 2), (4, 8, 3);

insert into glpi_tickets
(id, name, `date`, takeintoaccountdate, solvedate, closedate, time_to_resolve, date_mod, status, requesttypes_id, content,
priority, itilcategories_id, type, waiting_duration, is_deleted, locations_id) values
(1, '无线 &#60;慢&#62; &#38; 掉线', '2026-03-02 09:00:00', '2026-03-02 09:12:30', '2026-03-03 10:00:00', '2026-03-05 10:00:00',
 '2026-03-03 17:00:00', '2026-03-05 10:00:00', 6, 7,
 '&#60;p&#62;三楼&#60;b&#62;连不上&#60;/b&#62;&#38;nbsp;Wi-Fi&#60;/p&#62;&#60;p&#62;下午&#60;/p&#62;', 5, 3, 1, 1800, 0, 3),
(2, null, '2026-03-10 23:30:00', null, null, null, null, '2026-03-10 23:30:00', 1, 1, null, 3, 0, 1, 0, 0, 0),
(3, '误报', '2026-03-10 08:00:00', null, null, null, null, '2026-03-10 09:00:00', 1, 1, '', 3, 1, 1, 0, 1, 3),
(4, '移机', '2026-03-06 08:00:00', '2026-03-06 08:30:00', null, null, '2026-03-20 08:00:00', '2026-03-08 08:00:00', 4, 8,
 '<p>plain &amp; &lt;new&gt;</p>', 6, 4, 2, 5400, 0, 4),
(5, '门禁网络', '2026-03-01 08:00:00', '0000-00-00 00:00:00', '2026-03-09 16:00:00', null, null, '2026-03-09 16:00:00', 5, 3,
 '断网', 4, 2, 1, 0, 0, 5),
(6, '投影', '2026-03-11 08:00:00', '2026-03-11 08:05:00', null, null, null, '2026-03-11 09:00:00', 3, 6, '', 1, 1, 1, 0, 0, 6),
(7, '打印', '2026-03-11 10:00:00', '2026-03-11 10:00:00', '2026-03-11 10:20:00', null, null, '2026-03-11 10:20:00', 5, 4, '',
 2, 1, 1, 0, 0, 1);
insert into glpi_tickets_users (id, tickets_id, users_id, type, alternative_email) values
(1, 1, 20, 1, ''), (2, 1, 7, 2, ''), (3, 1, 8, 2, ''), (4, 1, 21, 3, ''), (5, 2, 0, 1, 'guest@example.edu'),
(6, 4, 21, 1, ''), (7, 4, 9, 2, ''), (8, 5, 8, 2, ''), (9, 6, 7, 2, ''), (10, 3, 2, 2, '');
insert into glpi_groups_tickets (id, tickets_id, groups_id, type) values (1, 1, 3, 2), (2, 1, 2, 2), (3, 5, 1, 1);
insert into glpi_items_tickets (id, itemtype, items_id, tickets_id) values
(1, 'NetworkEquipment', 12, 1), (2, 'Computer', 5, 1), (3, 'Computer', 5, 6);
insert into glpi_itilsolutions (id, itemtype, items_id, content, date_creation, status) values
(1, 'Ticket', 1, '&#60;p&#62;换了 AP&#60;/p&#62;', '2026-03-03 10:00:00', 3),
(2, 'Ticket', 5, '&#60;p&#62;重启&#60;/p&#62;', '2026-03-05 10:00:00', 4),
(3, 'Ticket', 5, '&#60;p&#62;换交换机&#60;/p&#62;', '2026-03-09 16:00:00', 2),
(4, 'Problem', 7, '别的', '2026-03-09 16:00:00', 3),
(5, 'Ticket', 6, '&#60;p&#62;没修好&#60;/p&#62;', '2026-03-11 08:30:00', 4);
insert into glpi_logs (itemtype, items_id, date_mod, id_search_option, old_value, new_value) values
('Ticket', 1, '2026-03-02 12:00:00', 12, '2', '5'), ('Ticket', 1, '2026-03-02 15:00:00', 12, '5', '2'),
('Ticket', 1, '2026-03-03 10:00:00', 12, '2', '5'), ('Ticket', 1, '2026-03-05 10:00:00', 12, '5', '6'),
('Ticket', 5, '2026-03-05 12:00:00', 12, '5', '2'), ('Ticket', 5, '2026-03-07 12:00:00', 12, '6', '4'),
('Ticket', 5, '2026-03-07 12:00:00', 3, '5', '2'), ('Problem', 5, '2026-03-08 12:00:00', 12, '5', '2');
insert into glpi_ticketsatisfactions (tickets_id, date_begin, date_answered, satisfaction) values
(1, '2026-03-05 10:00:00', '2026-03-06 08:00:00', 4), (5, '2026-03-09 16:00:00', null, null),
(7, '2026-03-11 10:20:00', '2026-03-11 11:00:00', 0);
