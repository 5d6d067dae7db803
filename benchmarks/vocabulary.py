"""The words of which generated catalogues are made, in English and in Chinese, with ASCII slugs for ids."""

from typing import NamedTuple


class Word(NamedTuple):
    """One thing under both its names; `slug` stands in ids."""

    slug: str
    en: str
    zh: str


class Town(NamedTuple):
    """A town as curators write it, where it lies, and its zone when that is not the calendar's."""

    name: str
    latitude: float
    longitude: float
    timezone: str | None = None


# A town has one spelling throughout, as in a real catalogue, or it would be two towns.
HOME_TOWNS = (
    Town("Anting", 31.2889, 121.1622),
    Town("Malu", 31.3295, 121.2796),
    Town("Nanxiang", 31.2965, 121.3146),
    Town("Juyuan", 31.3858, 121.2503),
    Town("江桥", 31.2422, 121.3312),
    Town("华亭", 31.4702, 121.2519),
    Town("外冈", 31.3631, 121.1709),
    Town("徐行", 31.4183, 121.2734),
)
TOWNS_ABROAD = (
    Town("Berlin", 52.5200, 13.4050, "Europe/Berlin"),
    Town("New York", 40.7306, -73.9866, "America/New_York"),
)

SEASONS = (
    Word("spring", "Spring", "春季"),
    Word("summer", "Summer", "夏季"),
    Word("autumn", "Autumn", "秋季"),
    Word("winter", "Winter", "冬季"),
    Word("weekend", "Weekend", "周末"),
    Word("riverside", "Riverside", "河畔"),
    Word("old-town", "Old Town", "老街"),
    Word("campus", "Campus", "校园"),
    Word("community", "Community", "社区"),
    Word("international", "International", "国际"),
    Word("night", "Night-time", "夜间"),
    Word("young", "Young People's", "青年"),
)
SUBJECTS = (
    Word("automobile", "Automobile", "汽车"),
    Word("lantern", "Lantern", "花灯"),
    Word("grape", "Grape", "葡萄"),
    Word("steamed-bun", "Steamed Bun", "小笼"),
    Word("bamboo-carving", "Bamboo Carving", "竹刻"),
    Word("straw-weaving", "Straw Weaving", "草编"),
    Word("calligraphy", "Calligraphy", "书法"),
    Word("photography", "Photography", "摄影"),
    Word("jazz", "Jazz", "爵士"),
    Word("kunqu", "Kunqu Opera", "昆曲"),
    Word("film", "Film", "电影"),
    Word("science", "Science", "科学"),
    Word("robotics", "Robotics", "机器人"),
    Word("reading", "Reading", "阅读"),
    Word("cycling", "Cycling", "骑行"),
    Word("running", "Running", "跑步"),
    Word("karting", "Karting", "卡丁车"),
    Word("tea", "Tea", "茶文化"),
    Word("garden", "Garden", "园林"),
    Word("design", "Design", "设计"),
    Word("craft-beer", "Craft Beer", "精酿"),
    Word("flower", "Flower", "花卉"),
    Word("street-dance", "Street Dance", "街舞"),
    Word("porcelain", "Porcelain", "瓷器"),
)
FORMS_OF_DAYS = (
    Word("exhibition", "Exhibition", "展览"),
    Word("festival", "Festival", "节"),
    Word("fair", "Fair", "集市"),
    Word("week", "Week", "周"),
    Word("open-days", "Open Days", "开放日"),
    Word("camp", "Camp", "营"),
)
FORMS_OF_HOURS = (
    Word("concert", "Concert", "音乐会"),
    Word("lecture", "Lecture", "讲座"),
    Word("workshop", "Workshop", "工作坊"),
    Word("guided-tour", "Guided Tour", "导览"),
    Word("evening", "Evening", "之夜"),
    Word("meet-up", "Meet-up", "交流会"),
)
# Asides that need quoting in YAML (": ", " #") or escaping in iCalendar (comma, semicolon, backslash).
ASIDES = (
    Word("for-families", "For Families, Friends and Neighbours", "亲子专场"),
    Word("opening", 'Opening: "Made Here"', "开幕：“本地制造”"),
    Word("round", "Round #3", "第三站 #3"),
    Word("encore", "Encore; by Popular Request", "加演；应观众要求"),
    Word("free", "(Free Entry)", "（免费入场）"),
    Word("members", "Members & Guests", "会员与来宾"),
    Word("back", "back\\slash Edition", "“反\\斜杠”特别版"),
)

VENUE_NAMES = (
    Word("willow", "Willow", "柳"),
    Word("lotus", "Lotus", "荷"),
    Word("pine", "Pine", "松"),
    Word("bridge", "Stone Bridge", "石桥"),
    Word("harbour", "Harbour", "港湾"),
    Word("crane", "White Crane", "白鹤"),
    Word("circuit", "Circuit", "赛车"),
    Word("jade", "Jade", "玉"),
    Word("moon", "Moon", "月"),
    Word("plum", "Plum", "梅"),
    Word("dragon", "Dragon Pond", "龙潭"),
)
VENUE_KINDS = (
    Word("museum", "Museum", "博物馆"),
    Word("library", "Library", "图书馆"),
    Word("park", "Park", "公园"),
    Word("hall", "Hall", "会堂"),
    Word("theatre", "Theatre", "剧院"),
    Word("gallery", "Gallery", "美术馆"),
    Word("arena", "Arena", "体育馆"),
)
ROADS = (
    Word("boyuan", "Boyuan Road", "博园路"),
    Word("moyu", "Moyu Road", "墨玉路"),
    Word("tacheng", "Tacheng Road", "塔城路"),
    Word("yining", "Yining Road", "伊宁路"),
    Word("huyi", "Huyi Highway", "沪宜公路"),
    Word("bole", "Bole Road", "博乐路"),
)
CATEGORIES = ("exhibition", "festival", "music", "motorsport", "family", "market", "sport", "talk", "film")
ORGANIZERS = (
    Word("tourism-bureau", "District Culture and Tourism Bureau", "区文化和旅游局"),
    Word("library", "District Library", "区图书馆"),
    Word("museum", "Automobile Museum", "汽车博物馆"),
    Word("university", "Tongxin University", "同心大学"),
    Word("sports", "Sports Federation", "体育总会"),
    Word("friends", "Friends of the Old Town, e.V.", "老城之友"),
    Word("circuit", "Circuit Management Co., Ltd.", "赛车场管理有限公司"),
    Word("youth", "Youth Centre", "青少年活动中心"),
    Word("writers", "Writers' Association", "作家协会"),
    Word("chamber", "Chamber of Commerce", "商会"),
)
PUBLICATIONS = (
    Word("daily", "District Daily", "区报"),
    Word("radio", "City Radio", "城市之声"),
    Word("official", "Official announcement", "官方公告"),
    Word("weekly", "What's On Weekly", "文化周刊"),
)

# {title}, {venue} and {number} are filled in for each event, so that no two texts are alike.
SENTENCES_EN = (
    "{title} comes back to {venue} with {number} exhibitors from the district and beyond.",
    "Doors open half an hour before; latecomers are let in at the interval.",
    "Entry is free, but places are limited to {number}: please book a week ahead.",
    "The programme is suitable for children from six years of age; younger ones are welcome with a parent.",
    "Visitors can try the craft themselves at the long table in the courtyard, under the old ginkgo.",
    "More than {number} works are on show, most of them for the first time.",
    "A shuttle bus runs every twenty minutes from the metro station (Line 11, Exit {number}).",
    "In case of rain it moves indoors; what changes is announced on the morning of the day.",
    "Food and drink are on sale all day: noodles, steamed buns, grape juice, and coffee from the roastery.",
    'The jury, chaired this year by a guest from abroad, awards the "Golden Lantern" at the close.',
    "Tickets cost {number} yuan; students, pensioners and members pay half.",
    "Part of the proceeds goes to the restoration of the town wall.",
    "Talks are in Chinese with English interpretation -- headphones are lent at the desk.",
    "The organisers ask visitors to come by public transport, as there are only {number} parking spaces.",
    "Guided walks leave {venue} on the hour and take about {number} minutes.",
    "Last year's edition drew visitors from 14 countries; this one wants to be smaller, quieter, greener.",
)
SENTENCES_ZH = (
    "“{title}”将在{venue}举行，共有{number}家本地及外地单位参展。",
    "活动开始前半小时入场，迟到的观众请在中场休息时入座。",
    "免费入场，名额{number}人，请提前一周预约。",
    "适合六岁以上儿童参加，更小的孩子须由家长陪同。",
    "观众可以在院内的银杏树下亲手体验传统技艺；材料由主办方提供。",
    "本次展出作品{number}余件，其中大部分为首次公开展示。",
    "地铁11号线{number}号口每二十分钟有一班免费接驳车。",
    "如遇下雨，活动改在室内举行，变更信息于当天上午公布。",
    "现场全天供应面条、小笼、葡萄汁和现烘咖啡。",
    "闭幕时由评委会颁发“金灯笼奖”，今年的评委会主席来自海外。",
    "票价{number}元，学生、老人和会员半价。",
    "部分收入将用于古城墙的修缮工程。",
    "讲座以中文进行，并提供英语同声传译；耳机可在服务台借用。",
    "停车位只有{number}个，建议乘坐公共交通前往。",
    "导览每逢整点从{venue}出发，全程约{number}分钟。",
    "去年的活动吸引了来自14个国家的观众，今年规模更小，更安静，也更环保。",
)
