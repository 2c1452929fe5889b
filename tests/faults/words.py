"""What a person must be told of each fault, in two of the languages: what is wrong, and what to do about it."""

from __future__ import annotations

PLACES = {"zh-Hans": "第 {row} 行", "en": "row {row}"}


def _pair(chinese: str, then: str, english: str, do: str) -> dict[str, tuple[str, str]]:
    return {"zh-Hans": (chinese, then), "en": (english, do)}


# Cells and rows that are put aside.
CELLS = {
    "required": _pair("必填项为空", "请在源文件补上", "empty where something must stand", "Fill in the cell"),
    "nul": _pair("含有空字节", "请重新导出", "holds a zero byte", "export it again"),
    "merged_cell": _pair("被合并单元格盖住", "fill_down", "covered by a merged cell", "fill_down"),
    "ragged": _pair("列数与表头不符", "多了或少了分隔符", "more or fewer cells", "missing or extra delimiter"),
    "bad_quote": _pair("引号使用有误", "写成两个", "quotes in the wrong place", "Double the quotes"),
    "two_digit_year": _pair("年份只有两位", "%y", "the year has two digits", "%y in dates"),
    "three_digit_year": _pair("年份是三位", "民国", "the year has three digits", "Republic of China"),
    "unclear_hour": _pair("几点不明", "24 小时制", "may be of two days", "by 24 hours"),
    "time_span": _pair("像是一段时间", "请只留一个时刻", "a span of time", "Leave one time"),
    "time_noted": _pair("不是时间的文字", "备注写到别的列", "no time of day", "a column of its own"),
    "unclear_zone": _pair("可能是几个时区", "请去掉缩写", "of several zones", "Leave the letters out"),
    "epoch_number": _pair("秒数或毫秒数", "epoch", "since 1970", "epoch"),
    "impossible_date": _pair("日期不存在", "请核对年月日与时分", "does not exist", "Check its day, month"),
    "other_format": _pair("与 dates 里的格式不符", "加上这种格式", "none of the formats", "add its format"),
    "not_a_time": _pair("不是日期或时间", "写明格式", "not a date or time", "name its format"),
    "future": _pair("时间在将来", "请核对日期", "has not come yet", "Check the date"),
    "mixed_percent": _pair("混用了 95%、0.95 和 95", "统一成一种写法", "mixes 95 %, 0.95 and 95", "in one way"),
    "not_a_number": _pair("不是数字", "请只填数字", "not a number", "Write the number alone"),
    "not_finite": _pair("不是有限的数", "请改正或清空", "not a finite number", "Correct or clear"),
    "formula_without_value": _pair("没有算出的值", "打开并保存一次", "without its computed value", "save it once"),
    "error_cell": _pair("错误值", "请改正公式或加宽列", "an error value", "Correct the formula or widen"),
    "scientific": _pair("科学计数法", "按文本导出", "scientific notation", "Export the column as text"),
    "digits_lost": _pair("末尾几位已丢失", "按文本导出", "last digits", "Export the column as text"),
    "duplicate_conflict": _pair("编号相同而内容不同", "请保留正确的一行", "different contents", "Keep the right row"),
    "before_reported_at": _pair("早于报修时间", "请核对这两个时间", "earlier than it was reported", "Compare the two"),
    "before_clock_in": _pair("早于上班打卡", "请核对这两个时间", "earlier than the clock-in", "Compare the two times"),
    "too_low": _pair("小于允许的最小值", "请核对该值", "below what is possible", "Check the value"),
    "too_high": _pair("大于允许的最大值", "请核对该值", "above what is possible", "Check the value"),
    "unknown_person": _pair("人员表里没有这个工号", "在人员表里补上", "has this id", "add the person"),
}
# What is told of a file that is taken.
FILES = {
    "extra_columns": _pair("未用到的列", "在 columns 里对应", "columns not used", "Map them under columns"),
    "dates_inferred": _pair("个日期按", "请在 dates 里写明", "read as %d", "name it in dates"),
    "unmapped": _pair("未对应的取值", "请在 values.", "values without a mapping", "Name them in values."),
}
# Files that are refused.
REFUSALS = {
    "mixed_encoding": _pair("混用了编码", "导出为 UTF-8", "mixes encodings", "Export it as UTF-8"),
    "header_twice": _pair("出现了不止一次", "改名后重新导出", "more than once", "Rename one of them"),
    "column_missing": _pair("缺少必填字段", "在 columns 里改正列名", "is missing", "Correct it under columns"),
    "header_missing": _pair("找不到表头", "请改正 columns", "No header was found", "Correct columns"),
    "unclosed_quote": _pair("引号没有闭合", "请改正这一行", "is never closed", "Correct that line"),
    "cell_too_long": _pair("单元格超过", "引号", "longer than", "quote"),
    "file_empty": _pair("文件是空的", "请重新导出", "The file is empty", "Export it again"),
    "header_only": _pair("只有表头", "请重新导出", "a header and no rows", "Export it again"),
    "day_or_month": _pair("分不清日和月", "%d/%m/%Y", "cannot be told apart", "%d/%m/%Y"),
    "sheet_missing": _pair("没有工作表", "请改正 sheet", "There is no sheet", "Correct sheet"),
    "password_protected": _pair("打开密码", "请去掉密码", "protected by a password", "Save it without one"),
    "not_a_workbook": _pair("内容却不是", "另存为 .xlsx", "named like a workbook and is none", "save it as .xlsx"),
    "not_text": _pair("扩展名像文本", "重新导出为 .csv", "named like a text file and is none", "export it as .csv"),
    "file_truncated": _pair("不完整或已损坏", "重新复制", "cut off or damaged", "copy it again"),
    "file_changing": _pair("文件还在写入", "定时同步会自动重试", "still being written", "Sync again"),
    "zip_bomb": _pair("压缩比", "请确认来源", "times its size", "Make sure where it comes from"),
    "far_cell": _pair("远在数据区之外", "请删除多余的行列", "far beyond the data", "Delete the stray"),
    "entities": _pair("XML 实体", "另存为新文件", "XML entities", "save it as a new file"),
    "scale_unclear": _pair("应为 0–100 分", "rating_scale = [1, 5]", "a score of 0 to 100", "rating_scale = [1, 5]"),
}
WORDS = CELLS | FILES | REFUSALS
